//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package durable

// SyncDirectory does nothing: this operating system has no sync of a directory.
// The error is always nil.
func SyncDirectory(string) error { return nil }
