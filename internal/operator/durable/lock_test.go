package durable_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sns-dynamics/internal/operator/durable"
)

func TestLock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	first, err := durable.Lock(name)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	if _, err := durable.Lock(name); !errors.Is(err, durable.ErrInUse) {
		t.Errorf("Lock of a file that is locked = %v, want ErrInUse", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := durable.Lock(name)
	if err != nil {
		t.Fatalf("Lock after Close = %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	if _, err := durable.Lock(filepath.Join(name, "none")); err == nil || errors.Is(err, durable.ErrInUse) {
		t.Errorf("Lock below a file = %v, want the error of the file system", err)
	}
}
