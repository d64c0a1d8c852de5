package statefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sns-dynamics/internal/filelock"
)

// File is a file that this process holds, from [Open] to [File.Close]. It is not
// safe for concurrent use.
type File struct {
	path string   // of the file itself, behind any symbolic link
	lock *os.File // beside it, as the file itself is replaced
}

// Open holds the file for this process, whether it is there yet or not. The error
// wraps [filelock.ErrInUse] where another process holds it. The lock is on a file beside
// it, of the same name with .lock behind it, which stays.
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
	l, err := os.OpenFile(target+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := filelock.Lock(l); err != nil {
		l.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f := &File{target, l}
	if err := f.sweep(); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Read returns what the file holds, nil if it is not there.
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

// Replace puts what write writes in the place of what the file holds: all of it,
// or, on an error, nothing. Once it returns, it is on the disk.
func (f *File) Replace(write func(io.Writer) error) (err error) {
	dir := filepath.Dir(f.path)
	temp, err := os.CreateTemp(dir, f.prefix()+"*.tmp") // for its owner alone
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	err = write(temp)
	if err == nil {
		err = temp.Sync()
	}
	if closing := temp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(temp.Name(), f.path)
	}
	if err != nil {
		return err
	}
	return syncDirectory(dir)
}

// prefix is what the names of the files begin with that are written first.
func (f *File) prefix() string { return "." + filepath.Base(f.path) + "-" }

// sweep removes what a process that was killed in [File.Replace] left behind.
// Only the holder of the lock may do so.
func (f *File) sweep() error {
	entries, err := os.ReadDir(filepath.Dir(f.path))
	for _, e := range entries {
		if rest, ours := strings.CutPrefix(e.Name(), f.prefix()); ours && strings.HasSuffix(rest, ".tmp") {
			err = errors.Join(err, os.Remove(filepath.Join(filepath.Dir(f.path), e.Name())))
		}
	}
	return err
}

// Close lets go of the file.
func (f *File) Close() error { return f.lock.Close() }
