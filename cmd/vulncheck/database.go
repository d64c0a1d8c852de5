package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
)

// databaseModule is the module with the entries of the Go vulnerability database. Its
// folder data/osv holds one file for each entry.
//
// See https://go.dev/security/vuln/database
const databaseModule = "golang.org/x/vulndb"

// leastEntries is less than the number of entries of the database. A database with fewer
// entries is not complete. In November 2026 the database had 4,789 entries.
const leastEntries = 1000

// database is a copy of the vulnerability database on this machine.
type database struct {
	version string
	url     string // in the form that govulncheck takes
	entries int
}

// fetch downloads a version of the database's module with the go command, in the
// environment given.
func fetch(version string, env []string) (database, error) {
	cmd := exec.Command("go", "mod", "download", "-json", databaseModule+"@"+version)
	cmd.Env = env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, failed := cmd.Output()
	var module struct{ Version, Dir, Error string }
	switch err := json.Unmarshal(out, &module); {
	case module.Error != "":
		return database{}, fmt.Errorf("get the vulnerability database: %s", module.Error)
	case failed != nil:
		return database{}, fmt.Errorf("get the vulnerability database: %w: %s", failed, bytes.TrimSpace(stderr.Bytes()))
	case err != nil:
		return database{}, fmt.Errorf("get the vulnerability database: %w", err)
	}
	dir := filepath.Join(module.Dir, "data", "osv")
	files, err := filepath.Glob(filepath.Join(dir, "GO-*.json"))
	if err != nil {
		return database{}, err
	}
	if len(files) < leastEntries {
		return database{}, fmt.Errorf("the vulnerability database %s has %d entries, want %d at least", module.Version, len(files), leastEntries)
	}
	// govulncheck itself indexes a folder of entries.
	return database{module.Version, (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String(), len(files)}, nil
}
