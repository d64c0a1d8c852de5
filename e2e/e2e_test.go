//go:build e2e

// Package e2e tries the whole system with the tools its users have: the real
// aws CLI against moto_server, the real sam with Docker, the compiled function
// behind a Lambda Runtime API, and `dynctl emulate` for Dataverse. make e2e
// installs the tools and runs it.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// root is the module's folder, from where the README's commands run.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// machine is the architecture in the spelling of Lambda and sam.
func machine() string {
	if runtime.GOARCH == "amd64" {
		return "x86_64"
	}
	return runtime.GOARCH
}

// command runs a program in the module's folder and returns its standard output. A failure
// shows its whole output.
func command(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	stdout, stderr, err := try(t, env, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, stdout, stderr)
	}
	return stdout
}

// try is command for a program that may fail.
func try(t *testing.T, env []string, name string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = root(t)
	cmd.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	noSecret(t, name, out.String()+errs.String())
	return out.String(), errs.String(), err
}

// start starts a program that runs until the test ends, and returns the first line of its
// standard output.
func start(t *testing.T, name string, args ...string) string {
	t.Helper()
	line, _ := startEnding(t, name, args...)
	return line
}

// startEnding is start for a program that the test may end before.
func startEnding(t *testing.T, name string, args ...string) (first string, end func()) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = root(t)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	end = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	t.Cleanup(end)
	line := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(stdout).ReadString('\n')
		line <- text
	}()
	select {
	case text := <-line:
		if text == "" {
			t.Fatalf("%s said nothing\n%s", name, &stderr)
		}
		return text, end
	case <-time.After(time.Minute):
		t.Fatalf("%s said nothing for a minute", name)
	}
	return "", end
}

// build compiles a package of the module and returns the program's path.
func build(t *testing.T, pkg string, args ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), filepath.Base(pkg))
	command(t, []string{"CGO_ENABLED=0"}, "go", append(append([]string{"build", "-o", program}, args...), pkg)...)
	return program
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("decode %s: %v", text, err)
	}
	return v
}
