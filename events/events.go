// Package events holds sample SNS events in the form in which Lambda passes them to the
// function: one for every operation, and some that must fail. sam replays the files. The
// demo and the tests read them from this package.
//
// The events tell one story in the order of their names. They use the rows that the
// emulator has at its start.
package events

import (
	"embed"
	"strings"
)

// Files holds the events, named *.json.
//
//go:embed *.json
var Files embed.FS

// MustFail reports whether the event of that file name must fail.
func MustFail(name string) bool { return strings.HasPrefix(name, "bad-") }
