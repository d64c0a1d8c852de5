package routes_test

import (
	"path/filepath"
	"testing"

	"sns-dynamics/internal/operator/routes"
)

// TestFolders: the start of dynctl routes init and the examples have no problem, and their tests
// pass.
func TestFolders(t *testing.T) {
	start := filepath.Join(t.TempDir(), "start")
	if _, err := routes.Init(start); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"start": start, "examples": "../../../examples/routes"} {
		t.Run(name, func(t *testing.T) {
			f := read(t, dir)
			if len(f.Tests) == 0 || len(f.Warnings) > 0 {
				t.Errorf("%d tests, warnings %q", len(f.Tests), f.Warnings)
			}
			r := runner(t, f)
			for _, test := range f.Tests {
				if found, err := r.Test(t.Context(), test); err != nil || !found.OK {
					t.Errorf("%s:%d: %s\n%s%v", test.File, test.Line, found.Problem, found.Diff, err)
				}
			}
			if problems, err := r.Check(t.Context()); err != nil || len(problems) > 0 {
				t.Errorf("Check: %v, %v", problems, err)
			}
		})
	}
}

// TestText: the same folder gives the same bytes.
func TestText(t *testing.T) {
	first, err := read(t, "../../../examples/routes").Text()
	if err != nil {
		t.Fatal(err)
	}
	second, err := read(t, "../../../examples/routes").Text()
	if err != nil || string(first) != string(second) {
		t.Errorf("another text for the same folder: %v", err)
	}
}

func TestInitReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	if _, err := routes.Init(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := routes.Init(dir); err == nil {
		t.Error("the second Init replaces files")
	}
}
