package durable

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// temporarySuffix ends the names of the files that [Replace] writes first.
const temporarySuffix = ".tmp"

// temporaryPrefix begins their names.
func temporaryPrefix(path string) string { return "." + filepath.Base(path) + "-" }

// Replace replaces the content of a file with what write writes, or creates the file
// with mode 0600. After an error, and after a crash at any moment, the file has either
// its old content or the new content. After success the new content is on the disk.
//
// Replace returns the error of write or of the file system. A process that is killed
// in Replace leaves a temporary file, which [RemoveLeftovers] removes.
func Replace(path string, write func(io.Writer) error) (err error) {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, temporaryPrefix(path)+"*"+temporarySuffix) // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temp.Name()) // err is the cause; RemoveLeftovers removes the file later
		}
	}()
	err = write(temp)
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return err
	}
	return SyncDirectory(dir)
}

// RemoveLeftovers removes the temporary files of calls of [Replace] that did not end.
// Only one process at a time may use [Replace] and RemoveLeftovers on a path; [Lock]
// ensures that. It returns the errors of the file system.
func RemoveLeftovers(path string) error {
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if rest, ours := strings.CutPrefix(e.Name(), temporaryPrefix(path)); ours && strings.HasSuffix(rest, temporarySuffix) {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}
