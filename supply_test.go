package snsdynamics

import (
	"regexp"
	"strings"
	"testing"
)

// TestRequirementsHaveHashes wants each Python package that is installed to have a
// version and the hashes of its files, and each of requirements.in to be among them.
func TestRequirementsHaveHashes(t *testing.T) {
	pin := regexp.MustCompile(`^([A-Za-z0-9._-]+)(?:\[[a-z0-9, _-]+\])?==([^ ;]+)(?: ;[^\\]*)? \\$`)
	hash := regexp.MustCompile(`^    --hash=sha256:[0-9a-f]{64}( \\)?$`)
	for _, dir := range []string{"bench", "clients", "e2e"} {
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
				t.Errorf("%s: %q is neither a package with a version nor a hash", name, line)
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

// normal is a package's name as the Python Package Index compares it.
func normal(name string) string {
	return regexp.MustCompile(`[-_.]+`).ReplaceAllString(strings.ToLower(name), "-")
}

// TestInstallsAreHeldToTheirLocks wants pip to check hashes, and npm to install what is
// locked and to run no script of a package.
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
					t.Errorf("%s installs with scripts, or what is not locked: %s", name, line)
				}
			}
		}
	}
	if found < 6 {
		t.Errorf("%d installations were found, want the six of the Makefile at least", found)
	}
}

// TestVulnerabilitiesAreLookedFor wants .ci/run to pin the database, so that a commit
// stays green, and make vuln to take the newest.
func TestVulnerabilitiesAreLookedFor(t *testing.T) {
	if !regexp.MustCompile(`(?m)^go run \./internal/vulncheck v0\.0\.0-\d{14}-[0-9a-f]{12}$`).MatchString(read(t, ".ci/run")) {
		t.Error(".ci/run does not run vulncheck with a database of a fixed version")
	}
	if !strings.Contains(read(t, "Makefile"), "\n\tgo run ./internal/vulncheck latest\n") {
		t.Error("make vuln does not take the newest database")
	}
}
