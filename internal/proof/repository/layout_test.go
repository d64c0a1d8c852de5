package repository

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLayout compares the table of wings in CONTRIBUTING.md with the wings and the packages
// of their folders.
func TestLayout(t *testing.T) {
	_, layout, ok := strings.Cut(read(t, "CONTRIBUTING.md"), "\n## Layout\n")
	if !ok {
		t.Fatal("CONTRIBUTING.md has no section Layout")
	}
	layout, _, _ = strings.Cut(layout, "\n## ")
	row := regexp.MustCompile("(?m)^\\| `([a-z0-9/-]+)` \\| [A-Z][^|]*\\. \\|([^|]*)\\|$")
	documented := map[string][]string{}
	for _, m := range row.FindAllStringSubmatch(layout, -1) {
		var names []string
		for _, name := range regexp.MustCompile("`([a-z0-9/-]+)`").FindAllStringSubmatch(m[2], -1) {
			names = append(names, name[1])
		}
		documented[m[1]] = names
	}
	all := packages(t)
	for _, w := range wings {
		var want []string
		for _, p := range all {
			if name, ok := strings.CutPrefix(p.path, w.folder+"/"); ok {
				want = append(want, name)
			}
		}
		got, ok := documented[w.folder]
		switch slices.Sort(want); {
		case !ok:
			t.Errorf("the layout has no row of %s with a sentence", w.folder)
		case !slices.Equal(slices.Sorted(slices.Values(got)), want):
			t.Errorf("the row of %s names the packages %q, want %q", w.folder, got, want)
		}
		delete(documented, w.folder)
	}
	for folder := range documented {
		t.Errorf("the layout has a row of %s, which is no wing", folder)
	}
}
