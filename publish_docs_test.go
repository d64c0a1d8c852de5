package snsdynamics

import (
	"slices"
	"strings"
	"testing"
)

// TestPublishSession wants every line that docs/operations.md shows of dynctl
// validate and publish to be one that a script of theirs expects.
func TestPublishSession(t *testing.T) {
	scripts := ""
	for _, name := range []string{"validate", "publish", "publish_resume"} {
		scripts += read(t, "cmd/dynctl/testdata/script/"+name+".txtar")
	}
	all := fenced(t, "docs/operations.md", "console")
	session := all[slices.IndexFunc(all, func(s string) bool { return strings.HasPrefix(s, "$ dynctl validate") })]
	shown := 0
	for line := range strings.Lines(session) {
		if strings.HasPrefix(line, "$ ") || line == "^C\n" || strings.HasPrefix(line, "dynctl: ") || strings.HasPrefix(line, "  do: ") {
			continue
		}
		shown++
		if !strings.Contains(scripts, line) {
			t.Errorf("no script expects %q", line)
		}
	}
	if shown == 0 {
		t.Error("docs/operations.md shows nothing")
	}
}
