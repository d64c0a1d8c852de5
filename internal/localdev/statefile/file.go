package statefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"sns-dynamics/internal/operator/durable"
)

// File is a file that this process holds, from [Open] to [File.Close]. It is not
// safe for concurrent use.
type File struct {
	path string // of the file itself, behind any symbolic link
	lock io.Closer
}

// Open locks the file for this process, whether the file exists or not. The lock is on
// another file, with the same name and the suffix .lock, because [File.Replace]
// replaces the file itself. The lock file stays after [File.Close].
//
// The error wraps [durable.ErrInUse] if another process holds the file. Otherwise it
// says that the path is no regular file, or it is the error of the file system.
func Open(path string) (*File, error) {
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		target, err = path, nil
	}
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(target); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", path)
	}
	lock, err := durable.Lock(target + ".lock")
	if errors.Is(err, durable.ErrInUse) {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err != nil {
		return nil, err
	}
	if err := durable.RemoveLeftovers(target); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &File{target, lock}, nil
}

// Read returns the content of the file, or nil if the file does not exist. The error
// comes from the file system.
func (f *File) Read() ([]byte, error) {
	data, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if data == nil {
		data = []byte{}
	}
	return data, err
}

// Replace replaces the content of the file as [durable.Replace] does, with its errors.
func (f *File) Replace(write func(io.Writer) error) error { return durable.Replace(f.path, write) }

// Close releases the lock. The error comes from the file system.
func (f *File) Close() error { return f.lock.Close() }
