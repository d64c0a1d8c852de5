package routes

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed start
var start embed.FS

// ExistsError is the error of a file that [Init] would replace.
type ExistsError struct{ Path string }

// Error names the file.
func (e *ExistsError) Error() string {
	return fmt.Sprintf("write the routes: %s: it is already there", e.Path)
}

// Init writes a folder of routes that works, and returns the files. It makes the folder. It
// replaces no file: the error is an [*ExistsError] or an error of the file system.
func Init(dir string) ([]string, error) {
	entries, err := fs.ReadDir(start, "start")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if _, err := os.Lstat(path); err == nil {
			return nil, &ExistsError{path}
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil { // the umask of the user narrows the mode
		return nil, fmt.Errorf("write the routes: %w", err)
	}
	var written []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		text, err := fs.ReadFile(start, "start/"+e.Name())
		if err != nil {
			return written, err
		}
		if err := write(path, text); err != nil {
			return written, fmt.Errorf("write the routes: %w", err)
		}
		written = append(written, path)
	}
	return written, nil
}

// write writes a new file.
func write(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
