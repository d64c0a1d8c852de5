package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operator/routes"
)

// TestCompileRoutes: the function can read what is in the zip file.
func TestCompileRoutes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "routes")
	if _, err := routes.Init(dir); err != nil {
		t.Fatal(err)
	}
	compiled, err := compileRoutes(dir)
	if err != nil || compiled.name != "routes/routes.json" || compiled.mode != 0o644 {
		t.Fatalf("compileRoutes: %s, %v, %v", compiled.name, compiled.mode, err)
	}
	if table, err := route.Parse(compiled.body); err != nil || len(table.Names()) == 0 {
		t.Errorf("Parse: %v, %v", table, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "routes.yaml"), []byte("version: 2\nroutes: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := compileRoutes(dir); err == nil || !strings.Contains(err.Error(), "/version: expected 1") {
		t.Errorf("compileRoutes of a folder with a problem: %v", err)
	}
}
