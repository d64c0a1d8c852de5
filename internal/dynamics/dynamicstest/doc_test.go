package dynamicstest_test

import (
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocListsWhatIsNotCovered holds doc.go to the list the samples are
// tested against.
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

// TestImports keeps the package free of the module it tests, of third parties
// and of what a program should not link.
func TestImports(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			if strings.Contains(path, ".") || strings.HasPrefix(path, "sns-dynamics") || path == "testing" || path == "net/http/httptest" {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}
