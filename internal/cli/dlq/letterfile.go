package dlq

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
	"sns-dynamics/internal/operator/durable"
)

// letterFile is a new file of letters. Only its owner may read it, because letters hold
// personal data.
type letterFile struct {
	*os.File
	letters int // that are on the disk
}

// newLetterFile creates the file. It does not overwrite a file.
func newLetterFile(name string) (*letterFile, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, cli.Failed("give the name of a new file", "%s exists already, and is not overwritten", name)
	}
	if err != nil {
		return nil, cli.Failed("give the name of a file that can be written", "export: %w", err)
	}
	return &letterFile{File: f}, nil
}

// keep writes letters, which survive a crash of the machine after it returns.
func (f *letterFile) keep(letters []deadletter.Letter) error {
	for _, l := range letters {
		if err := deadletter.WriteLine(f, l); err != nil {
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if f.letters == 0 { // the file is new
		if err := durable.SyncDirectory(filepath.Dir(f.Name())); err != nil {
			return err
		}
	}
	f.letters += len(letters)
	return nil
}

// writeFailure returns the failure of a file that could not be written, and any other
// error as it is.
func writeFailure(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return cli.Failed("free some space, or name another file", "%w", e)
	}
	return err
}
