// Package filelock keeps two processes off one file.
package filelock

import "errors"

// ErrInUse says that another process holds the file.
var ErrInUse = errors.New("in use by another process")
