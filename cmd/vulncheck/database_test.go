package main

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const version = "v0.0.0-20261105234957-e22db6528018"

// proxy makes a module proxy with a database of the given number of entries. It returns an
// environment in which the go command asks only this proxy.
func proxy(t *testing.T, entries int) []string {
	t.Helper()
	root := t.TempDir()
	dir := filepath.Join(root, databaseModule, "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	mod := "module " + databaseModule + "\n"
	for name, text := range map[string]string{".mod": mod, ".info": `{"Version":"` + version + `","Time":"2026-11-05T23:49:57Z"}`} {
		if err := os.WriteFile(filepath.Join(dir, version+name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Create(filepath.Join(dir, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := zip.NewWriter(f)
	defer w.Close()
	add := func(name, text string) {
		file, err := w.Create(databaseModule + "@" + version + "/" + name)
		if err == nil {
			_, err = file.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("go.mod", mod)
	add("data/osv/README.md", "no entry")
	for n := range entries {
		add(fmt.Sprintf("data/osv/GO-2026-%04d.json", n), "{}")
	}
	return append(os.Environ(), "GOPROXY=file://"+root, "GONOPROXY=none", "GONOSUMDB=*", "GOVCS=*:off", "GOFLAGS=-modcacherw", "GOMODCACHE="+t.TempDir())
}

func TestFetch(t *testing.T) {
	db, err := fetch(version, proxy(t, leastEntries))
	if err != nil {
		t.Fatal(err)
	}
	if db.version != version || db.entries != leastEntries || !strings.HasPrefix(db.url, "file:///") || !strings.HasSuffix(db.url, "/data/osv") {
		t.Errorf("fetch = %+v", db)
	}
}

func TestFetchRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, version string
		entries       int
		want          string
	}{
		{"a database that is not whole", version, leastEntries - 1, "has 999 entries, want 1000 at least"},
		{"a database without entries", version, 0, "has 0 entries"},
		{"a version that is not there", "v0.0.0-20260101000000-000000000000", leastEntries, "get the vulnerability database: "},
		{"what is no version", "yesterday?", leastEntries, "get the vulnerability database: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if db, err := fetch(tt.version, proxy(t, tt.entries)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("fetch = %+v, %v, want an error with %q", db, err, tt.want)
			}
		})
	}
}
