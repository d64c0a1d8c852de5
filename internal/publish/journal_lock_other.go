//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package publish

import "os"

// lock does nothing where the system has no flock: there two runs at once on one
// journal are the caller's to avoid.
func lock(*os.File) error { return nil }
