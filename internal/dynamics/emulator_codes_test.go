package dynamics_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func testTime() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// answeredCodes are the codes of Dataverse in the emulator's own source.
func answeredCodes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("dynamicstest/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, regexp.MustCompile(`"(0x8[0-9a-fA-F]{7})"`).FindAllString(string(text), -1)...)
	}
	if len(all) < 30 {
		t.Errorf("%d codes, want all that it answers", len(all))
	}
	for i, code := range all {
		all[i] = strings.Trim(code, `"`)
	}
	return all
}
