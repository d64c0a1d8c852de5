package repository

import (
	"slices"
	"strings"
	"testing"
)

const emulatorFolder = "internal/emulator"

// emulatorPackages are the packages of the emulator from the ground up. Each may import
// the packages in uses, and nothing else of the module or of third parties. The row of
// the root is the last.
var emulatorPackages = []struct{ name, uses string }{
	{"documented", ""},
	{"orderedjson", ""},
	{"guid", ""},
	{"edm", ""},
	{"thumbnail", ""},
	{"odata", "guid orderedjson"},
	{"schema", "documented edm guid odata orderedjson"},
	{"store", "guid odata orderedjson schema"},
	{"response", "guid odata orderedjson"},
	{"limits", "odata response"},
	{"fault", "odata orderedjson response"},
	{"entra", "guid odata orderedjson response"},
	{"secretsmanager", "guid odata orderedjson response"},
	{"batch", "guid odata response"},
	{"security", "guid odata schema store"},
	{"query", "odata orderedjson schema store"},
	{"engine", "guid odata orderedjson schema security store thumbnail"},
	{"bulkdelete", "engine guid odata schema security store"},
	{"customization", "engine odata orderedjson schema"},
	{"metadata", "edm guid odata orderedjson query response schema security"},
	{"operation", "bulkdelete edm engine guid odata orderedjson response schema store"},
	{"webapi", "batch bulkdelete customization engine fault guid metadata odata operation orderedjson query response schema security store"},
	{".", "entra fault limits metadata operation orderedjson query response schema secretsmanager security store webapi"},
}

// TestEmulatorDependencies checks the imports of each package of the emulator. A package
// uses only packages whose rows stand above its own.
func TestEmulatorDependencies(t *testing.T) {
	imports := map[string][]string{}
	for _, p := range packages(t) {
		if isIn(p.path, emulatorFolder) {
			name := strings.TrimPrefix(strings.TrimPrefix(p.path, emulatorFolder), "/")
			if name == "" {
				name = "."
			}
			imports[name] = p.imports
		}
	}
	var above []string
	for _, row := range emulatorPackages {
		uses := strings.Fields(row.uses)
		for _, used := range uses {
			if !slices.Contains(above, used) {
				t.Errorf("%s uses %s, whose row does not stand above", row.name, used)
			}
		}
		var got []string
		for _, imported := range imports[row.name] {
			name, own := strings.CutPrefix(imported, module+emulatorFolder+"/")
			if !own {
				t.Errorf("%s imports %s", row.name, imported)
				continue
			}
			got = append(got, name)
		}
		slices.Sort(got)
		if !slices.Equal(got, uses) {
			t.Errorf("%s imports %v, and its row names %v", row.name, got, uses)
		}
		if _, there := imports[row.name]; !there {
			t.Errorf("there is no package %s", row.name)
		}
		delete(imports, row.name)
		above = append(above, row.name)
	}
	for name := range imports {
		t.Errorf("%s has no row", name)
	}
}
