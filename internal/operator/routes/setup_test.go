package routes_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"sns-dynamics/internal/operator/routes"
	"sns-dynamics/internal/operator/sandbox"
)

// child is the argument of the test program that makes it the process of the mappings.
const child = "serve-mappings"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == child {
		if err := sandbox.Serve(os.Stdin, os.Stdout); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// command starts the process of the mappings.
func command() (*exec.Cmd, error) {
	program, err := os.Executable()
	return exec.Command(program, child), err
}

// folder writes the files of a txtar archive, and changes to their folder.
func folder(t *testing.T, archive string) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

// read reads a folder that has no problems.
func read(t *testing.T, dir string) *routes.Folder {
	t.Helper()
	f, problems, err := routes.Read(dir)
	if err != nil || len(problems) > 0 {
		t.Fatalf("Read: %v, %v", problems, err)
	}
	return f
}

func runner(t *testing.T, f *routes.Folder) *routes.Runner {
	t.Helper()
	r := routes.NewRunner(f, command, nil)
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}
