package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRoutes(t *testing.T) {
	const good = `{"version": 1, "routes": [{"name": "all", "when": {"message": {"operation": [{"exists": true}]}}}]}`
	for _, tt := range []struct {
		name, beside, elsewhere string // the content of routes.json in the two folders
		isElsewhere             bool   // ROUTES names the other folder
		routes                  int
		err                     string
	}{
		{name: "no routes"},
		{name: "beside the program", beside: good, routes: 1},
		{name: "elsewhere", beside: "{", elsewhere: good, isElsewhere: true, routes: 1},
		{name: "not there", beside: good, isElsewhere: true, err: "environment variable ROUTES: read the routes"},
		{name: "no JSON", beside: "{", err: "routes.json: expected the routes that make package compiles"},
		{name: "a wrong field", beside: `{"version": 2}`, err: "routes.json: /version: expected 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, folder := t.TempDir(), ""
			for name, content := range map[string]string{"routes": tt.beside, "other": tt.elsewhere} {
				if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
					t.Fatal(err)
				}
				if content == "" {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, name, "routes.json"), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if tt.isElsewhere {
				folder = filepath.Join(dir, "other")
			}
			table, err := routes(folder, func() (string, error) { return filepath.Join(dir, "bootstrap"), nil })
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("routes = %v, want %q", err, tt.err)
				}
				return
			}
			if err != nil || len(table.Names()) != tt.routes {
				t.Errorf("%d routes, %v; want %d", len(table.Names()), err, tt.routes)
			}
		})
	}
}
