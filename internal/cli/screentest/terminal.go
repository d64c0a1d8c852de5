// Package screentest has a terminal for the tests of commands.
package screentest

import "strings"

// Terminal is a stream of a terminal. It keeps the text that is written to it. It is not safe for
// concurrent use.
type Terminal struct {
	strings.Builder
	// Columns is the width of the terminal.
	Columns int
}

// Width returns Columns.
func (t *Terminal) Width() int { return t.Columns }
