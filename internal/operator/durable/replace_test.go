package durable_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sns-dynamics/internal/operator/durable"
)

func write(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows")
	for _, text := range []string{"one", "two, which is longer", "3"} {
		if err := durable.Replace(path, write(text)); err != nil {
			t.Fatal(err)
		}
		wantContent(t, path, text)
	}
	full := errors.New("no space left on device")
	if err := durable.Replace(path, func(w io.Writer) error { return errors.Join(write("half")(w), full) }); !errors.Is(err, full) {
		t.Errorf("Replace = %v, want the error of write", err)
	}
	wantContent(t, path, "3")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	wantNames(t, filepath.Dir(path), "rows")
	if err := durable.Replace(filepath.Join(path, "none"), write("")); err == nil {
		t.Error("Replace below a file succeeded")
	}
}

func TestRemoveLeftovers(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".rows-123.tmp", ".rows2-1.tmp", "rows-1.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := durable.RemoveLeftovers(filepath.Join(dir, "rows")); err != nil {
		t.Fatal(err)
	}
	wantNames(t, dir, ".rows2-1.tmp", "rows-1.tmp")
	if err := durable.RemoveLeftovers(filepath.Join(dir, "none", "rows")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("RemoveLeftovers without a directory = %v, want ErrNotExist", err)
	}
}

func TestSyncDirectory(t *testing.T) {
	dir := t.TempDir()
	if err := durable.SyncDirectory(dir); err != nil {
		t.Error(err)
	}
	if err := durable.SyncDirectory(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("SyncDirectory without a directory = %v, want ErrNotExist", err)
	}
}

func wantContent(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("the file has %q, %v, want %q", got, err, want)
	}
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
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("the directory has %v, want %v", names, want)
	}
}
