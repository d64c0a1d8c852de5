package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestOriginOf(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v: %s", cmd, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	file := filepath.Join(dir, "go.mod")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("module a\n")
	nothing := origin{unknown, unknown}
	if got := originOf(dir); got != nothing {
		t.Errorf("of no repository: %v", got)
	}
	git("init", "-q")
	if got := originOf(dir); got != nothing {
		t.Errorf("of a repository without a commit: %v", got)
	}
	git("add", "go.mod")
	git("commit", "-q", "-m", "a")
	commit := git("rev-parse", "HEAD")
	if got := originOf(dir); got.commit != commit || !strings.HasPrefix(commit, got.version) {
		t.Errorf("of a commit: %v, want %s", got, commit)
	}
	git("tag", "v1.2.3")
	if got := originOf(dir); got != (origin{"v1.2.3", commit}) {
		t.Errorf("of a tag: %v", got)
	}
	write("module b\n")
	if got := originOf(dir); got != (origin{"v1.2.3-dirty", commit}) {
		t.Errorf("of files that were changed: %v", got)
	}
	below := filepath.Join(dir, "below")
	if err := os.Mkdir(below, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := originOf(below); got != nothing {
		t.Errorf("within a repository of something else: %v", got)
	}
}
