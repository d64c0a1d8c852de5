package emulator_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocListsWhatIsNotCovered compares doc.go with the list of uncovered samples.
func TestDocListsWhatIsNotCovered(t *testing.T) {
	data, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(data), "# What it does not cover\n")
	section, _, _ = strings.Cut(section, "// #")
	var got []string
	for line := range strings.Lines(section) {
		if item, found := strings.CutPrefix(line, "//   - "); found {
			got = append(got, strings.TrimSpace(item))
		}
	}
	want := slices.Compact(slices.Sorted(maps.Values(uncoveredSamples)))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("doc.go, what it does not cover (-want +got):\n%s", diff)
	}
}

// TestImports keeps the module under test, third parties, and packages that a program
// should not link out of the emulator.
func TestImports(t *testing.T) {
	const own = "sns-dynamics/internal/emulator/"
	for _, name := range sources(t) {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			if strings.HasPrefix(path, own) {
				continue
			}
			if strings.Contains(path, ".") || strings.HasPrefix(path, "sns-dynamics") || path == "testing" || path == "net/http/httptest" {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}

// sources are the Go files of the emulator in all folders, without its tests.
func sources(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 100 {
		t.Fatalf("%d source files, want all of the emulator's", len(files))
	}
	return files
}
