package message

import (
	"strconv"
	"strings"
)

// Problem is one thing wrong with a message.
type Problem struct {
	// Pointer names the field: RFC 6901, empty for the message as a whole.
	Pointer string
	// Text says what was expected there. It repeats no value.
	Text string
}

// String is "pointer: text".
func (p Problem) String() string {
	if p.Pointer == "" {
		return p.Text
	}
	return p.Pointer + ": " + p.Text
}

// Error is a message that cannot be an operation, with every problem found in
// the order of the fields. Running it again cannot help.
type Error struct{ Problems []Problem }

// Error lists the problems on one line.
func (e *Error) Error() string {
	texts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		texts[i] = p.String()
	}
	return "decode: " + strings.Join(texts, "; ")
}

// step appends one reference token to a JSON pointer. Names are the
// publisher's: what cannot stand in a line of a log is escaped as in JSON, and
// a name longer than any real one is cut.
func step(pointer, name string) string {
	const longest = 128
	if len(name) > longest {
		name = name[:longest] + "…"
	}
	quoted := strconv.Quote(name)
	name = quoted[1 : len(quoted)-1]
	return pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
