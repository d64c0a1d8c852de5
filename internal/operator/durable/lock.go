package durable

import (
	"errors"
	"io"
	"os"

	"github.com/gofrs/flock"
)

// ErrInUse is the error of [Lock] for a file that another process holds.
var ErrInUse = errors.New("in use by another process")

// Lock takes the exclusive lock on a file, which it creates if necessary, with mode
// 0600. It does not wait. The lock ends with Close or with the process; Close does not
// remove the file. On Windows the lock also refuses reads and writes by every other
// handle, so the file must hold no content there.
//
// The error is [ErrInUse] if another process has the lock, and otherwise the error of
// the file system.
func Lock(path string) (io.Closer, error) {
	// Locks on NFS need a file that is open for writing.
	l := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	locked, err := l.TryLock()
	if err == nil && !locked {
		err = ErrInUse
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}
