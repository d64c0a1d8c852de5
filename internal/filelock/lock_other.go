//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package filelock

import "os"

// Lock does nothing where the system has no flock: there two processes at once on
// one file are the caller's to avoid.
func Lock(*os.File) error { return nil }
