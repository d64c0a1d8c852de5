package filelock_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sns-dynamics/internal/filelock"
)

func TestLock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	open := func() *os.File {
		t.Helper()
		f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	first, second := open(), open()
	if err := filelock.Lock(first); err != nil {
		t.Fatal(err)
	}
	if err := filelock.Lock(second); !errors.Is(err, filelock.ErrInUse) {
		t.Errorf("Lock of a file that is held = %v, want ErrInUse", err)
	}
	first.Close()
	if err := filelock.Lock(second); err != nil {
		t.Errorf("Lock of a file that was let go = %v", err)
	}
}
