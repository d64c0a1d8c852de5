package statefile_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sns-dynamics/internal/localdev/statefile"
	"sns-dynamics/internal/operator/durable"
)

func write(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func open(t *testing.T, path string) *statefile.File {
	t.Helper()
	f, err := statefile.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func wantContent(t *testing.T, f *statefile.File, want string) {
	t.Helper()
	if got, err := f.Read(); err != nil || string(got) != want {
		t.Errorf("Read = %q, %v, want %q", got, err, want)
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "rows")
	f := open(t, path)
	if got, err := f.Read(); got != nil || err != nil {
		t.Errorf("Read = %q, %v, want nothing", got, err)
	}
	for _, text := range []string{"one", "two, which is longer", "3"} {
		if err := f.Replace(write(text)); err != nil {
			t.Fatal(err)
		}
		wantContent(t, f, text)
	}
	broken := errors.New("no space left on device")
	if err := f.Replace(func(w io.Writer) error { return errors.Join(write("half")(w), broken) }); !errors.Is(err, broken) {
		t.Errorf("Replace = %v, want the writer's error", err)
	}
	wantContent(t, f, "3")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want it for its owner alone", info.Mode(), err)
	}
	wantNames(t, dir, "rows", "rows.lock")
}

func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if fmt.Sprint(names) != fmt.Sprint(want) {
		t.Errorf("the folder has %v, want %v", names, want)
	}
}

func TestFileInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows")
	f := open(t, path)
	if _, err := statefile.Open(path); !errors.Is(err, durable.ErrInUse) || !strings.Contains(err.Error(), path) {
		t.Errorf("Open = %v, want that it is in use", err)
	}
	f.Close()
	open(t, path)
}

// A link is kept, and its target is replaced.
func TestFileBehindLink(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "rows"), filepath.Join(dir, "link")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	f := open(t, link)
	if err := f.Replace(write("new")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); string(got) != "new" {
		t.Errorf("it holds %q, %v", got, err)
	}
	if _, err := statefile.Open(path); !errors.Is(err, durable.ErrInUse) {
		t.Errorf("Open of what the link leads to = %v", err)
	}
}

func TestFileThatCannotBe(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{dir: "no regular file", filepath.Join(dir, "no", "rows"): "no such file or directory"} {
		if _, err := statefile.Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Open(%s) = %v, want %s", name, err, want)
		}
	}
}

// The files of a killed process are removed, and no others.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".rows-123.tmp", ".rows2-1.tmp", "rows-1.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, filepath.Join(dir, "rows"))
	wantNames(t, dir, ".rows2-1.tmp", "rows-1.tmp", "rows.lock")
}
