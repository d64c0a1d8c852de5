package main

import (
	"os/exec"
	"strings"
)

// unknown is the version and the commit of code without a repository of its own, for
// example of an unpacked archive.
const unknown = "unknown"

// origin is the version and the commit of the code of a program.
type origin struct {
	version string // the output of git describe; it ends in -dirty if files were changed
	commit  string
}

// originOf reads the origin of a folder from git.
func originOf(dir string) origin {
	git := func(args ...string) (string, bool) {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		out, err := cmd.Output()
		return strings.TrimSpace(string(out)), err == nil
	}
	if above, ok := git("rev-parse", "--show-prefix"); !ok || above != "" {
		return origin{unknown, unknown}
	}
	commit, ok := git("rev-parse", "--verify", "HEAD")
	if !ok {
		return origin{unknown, unknown}
	}
	version, ok := git("describe", "--tags", "--always", "--dirty")
	if !ok {
		return origin{unknown, unknown}
	}
	return origin{version, commit}
}
