package main

import (
	"os/exec"
	"strings"
)

// unknown is the version and the commit of code that is in no repository of its own, as
// where somebody unpacked it.
const unknown = "unknown"

// origin is where the code of a program is from.
type origin struct {
	version string // as git describe says it; with -dirty where files were changed
	commit  string
}

// originOf asks git about the module's folder.
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
