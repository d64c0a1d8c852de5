//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package statefile

import "os"

// lock does nothing where the system has no flock: there two emulators at once on
// one file are the caller's to avoid.
func lock(*os.File) error { return nil }

// syncDirectory does nothing where folders cannot be brought to the disk.
func syncDirectory(string) error { return nil }
