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

// Error lists the problems on one line, the first ten of them.
func (e *Error) Error() string {
	const most = 10
	var texts []string
	for _, p := range e.Problems[:min(most, len(e.Problems))] {
		texts = append(texts, p.String())
	}
	if more := len(e.Problems) - most; more > 0 {
		texts = append(texts, "and "+strconv.Itoa(more)+" more")
	}
	return "decode: " + strings.Join(texts, "; ")
}
