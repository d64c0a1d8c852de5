package snsdynamics

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/message"
)

// TestDocumentedMessages decodes every message that the documents show, and
// wants one of each operation among them.
func TestDocumentedMessages(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{"README.md", "docs/messages.md"} {
		for _, block := range fenced(t, name, "json") {
			if !strings.Contains(block, `"operation":`) || strings.Contains(block, `"messageId":`) {
				continue
			}
			op, err := message.Decode([]byte(block))
			if err != nil {
				t.Errorf("%s: %v in\n%s", name, err, block)
			}
			seen[string(op.Kind)] = true
		}
	}
	for _, kind := range []string{"create", "update", "upsert", "delete", "associate", "disassociate", "action", "batch"} {
		if !seen[kind] {
			t.Errorf("no example of %s", kind)
		}
	}
}

// TestReadmeSession wants every line of the README's demo to be one that the
// demo prints, which a test of the demo holds to.
func TestReadmeSession(t *testing.T) {
	script, err := os.ReadFile("cmd/dynctl/testdata/script/demo.txtar")
	if err != nil {
		t.Fatal(err)
	}
	session, rest, ok := strings.Cut(fenced(t, "README.md", "console")[0], "$ make test")
	if !ok || !strings.HasPrefix(session, "$ make demo\n") || rest == "" {
		t.Fatalf("the README's session is not of make demo and make test:\n%s", session)
	}
	for line := range strings.Lines(strings.TrimPrefix(session, "$ make demo\n")) {
		if line != "…\n" && !strings.Contains(string(script), line) {
			t.Errorf("the demo does not print %q", line)
		}
	}
}

// TestMakeTargets wants every make target that the documents name, and a line
// of help for every target.
func TestMakeTargets(t *testing.T) {
	makefile := read(t, "Makefile")
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "docs/design.md", "docs/emulator.md", "docs/operations.md", "docs/security.md"} {
		for _, m := range regexp.MustCompile("(?:`|\n|\\$ )make ([a-z0-9]+)").FindAllStringSubmatch(read(t, name), -1) {
			if !strings.Contains(makefile, "\n"+m[1]+":") {
				t.Errorf("%s names make %s, which is not there", name, m[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z0-9]+):(.*)$`).FindAllStringSubmatch(makefile, -1) {
		if !strings.Contains(m[2], "## ") {
			t.Errorf("make %s has no line of help", m[1])
		}
	}
}

// TestSecurityNamesTests wants each test that docs/security.md names to be there.
func TestSecurityNamesTests(t *testing.T) {
	var all strings.Builder
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, "_test.go") {
			all.WriteString(read(t, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(read(t, "docs/security.md"), -1)
	for _, m := range names {
		if !strings.Contains(all.String(), "func "+m[1]+"(") {
			t.Errorf("docs/security.md names %s, which is not there", m[1])
		}
	}
	if len(names) == 0 {
		t.Error("docs/security.md names no test")
	}
}

// fenced returns the code blocks of a language in a Markdown file.
func fenced(t *testing.T, name, language string) []string {
	t.Helper()
	var blocks []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(read(t, name), -1) {
		blocks = append(blocks, m[1])
	}
	if len(blocks) == 0 {
		t.Fatalf("%s has no block of %s", name, language)
	}
	return blocks
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
