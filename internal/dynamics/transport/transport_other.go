//go:build !linux

package transport

import "syscall"

// boundSilence leaves a dead connection to keep-alive probes: the bound is an
// option of Linux, where the function runs.
func boundSilence(_, _ string, _ syscall.RawConn) error { return nil }
