// Package events holds sample SNS events, as Lambda hands them to the
// function: one for every operation, and some that must fail. sam replays the
// files, the demo and the tests read them from here.
//
// They tell one story in the order of their names, on the rows with which the
// emulator starts.
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
