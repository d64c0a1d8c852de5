package pattern

import "fmt"

// Error is a fault of a pattern.
type Error struct {
	// Pointer is the JSON pointer (RFC 6901) of the value at fault. It is empty for the
	// pattern as a whole.
	Pointer string
	// Text is one line with the expected value.
	Text string
}

// Error returns "pointer: text", or the text alone for the pattern as a whole.
func (e *Error) Error() string {
	if e.Pointer == "" {
		return e.Text
	}
	return e.Pointer + ": " + e.Text
}

func fault(at node, format string, args ...any) *Error {
	return &Error{Pointer: at.pointer, Text: fmt.Sprintf(format, args...)}
}
