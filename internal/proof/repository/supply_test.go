package repository

import (
	"regexp"
	"strings"
	"testing"
)

// TestRequirementsHaveHashes: each installed Python package has a version and the hashes of
// its files. Each package of requirements.in is among them.
func TestRequirementsHaveHashes(t *testing.T) {
	pin := regexp.MustCompile(`^([A-Za-z0-9._-]+)(?:\[[a-z0-9, _-]+\])?==([^ ;]+)(?: ;[^\\]*)? \\$`)
	hash := regexp.MustCompile(`^    --hash=sha256:[0-9a-f]{64}( \\)?$`)
	for _, dir := range []string{"bench", "clients", "e2e", "worlds"} {
		name := dir + "/requirements.txt"
		pinned, hashes, last := map[string]string{}, 0, "the file"
		for line := range strings.Lines(read(t, name)) {
			line = strings.TrimSuffix(line, "\n")
			switch m := pin.FindStringSubmatch(line); {
			case line == "" || strings.HasPrefix(strings.TrimSpace(line), "#"):
			case m != nil:
				if len(pinned) > 0 && hashes == 0 {
					t.Errorf("%s: %s has no hash", name, last)
				}
				last, hashes = normal(m[1]), 0
				pinned[last] = m[2]
			case hash.MatchString(line):
				hashes++
			default:
				t.Errorf("%s: %q is no package with a version and no hash", name, line)
			}
		}
		if hashes == 0 {
			t.Errorf("%s: %s has no hash", name, last)
		}
		for line := range strings.Lines(read(t, dir+"/requirements.in")) {
			asked, version, found := strings.Cut(strings.TrimSpace(line), "==")
			if asked, _, _ = strings.Cut(asked, "["); found && pinned[normal(asked)] != version {
				t.Errorf("%s has %s %q, want %s: make pins", name, asked, pinned[normal(asked)], version)
			}
		}
	}
}

// normal returns a package's name in the form in which the Python Package Index compares
// it.
func normal(name string) string {
	return regexp.MustCompile(`[-_.]+`).ReplaceAllString(strings.ToLower(name), "-")
}

// TestInstallsAreHeldToTheirLocks: pip checks hashes. npm installs the locked versions, and
// runs no script of a package.
func TestInstallsAreHeldToTheirLocks(t *testing.T) {
	found := 0
	for _, name := range append(documents(t), "Makefile", ".ci/run", ".ci/sam-runtime") {
		for line := range strings.Lines(read(t, name)) {
			switch {
			case strings.Contains(line, "pip install") && strings.Contains(line, " -r "):
				if found++; !strings.Contains(line, "--require-hashes") {
					t.Errorf("%s installs without hashes: %s", name, line)
				}
			case strings.Contains(line, "npm ci"), strings.Contains(line, "npm install"):
				if found++; !strings.Contains(line, "npm ci") || !strings.Contains(line, "--ignore-scripts") {
					t.Errorf("%s installs with scripts, or versions that are not locked: %s", name, line)
				}
			}
		}
	}
	if found < 7 {
		t.Errorf("%d installations were found, want the seven of the Makefile at least", found)
	}
}

// TestVulnerabilitiesAreLookedFor: .ci/run uses a fixed version of the database, so that a
// commit stays green. make vuln uses the newest version.
func TestVulnerabilitiesAreLookedFor(t *testing.T) {
	if !regexp.MustCompile(`(?m)^go run \./cmd/vulncheck v0\.0\.0-\d{14}-[0-9a-f]{12}$`).MatchString(read(t, ".ci/run")) {
		t.Error(".ci/run does not run vulncheck with a database of a fixed version")
	}
	if !strings.Contains(read(t, "Makefile"), "\n\tgo run ./cmd/vulncheck latest\n") {
		t.Error("make vuln does not take the newest database")
	}
}
