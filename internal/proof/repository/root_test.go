package repository

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestMain runs the tests in the root folder of the module: the tests read its files.
func TestMain(m *testing.M) {
	if err := os.Chdir("../../.."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// inRoot is the absolute name of a file. The go command keeps the result of a test until
// a file changes that the test opened. It does not see the change of folder in TestMain,
// so it would look for a relative name in the folder of this package.
func inRoot(t *testing.T, name string) string {
	t.Helper()
	absolute, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return absolute
}
