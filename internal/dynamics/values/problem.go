package values

import (
	"slices"
	"strconv"
	"strings"
)

// Problem is a value that cannot be written.
type Problem struct {
	// Pointer names the value by JSON pointer, such as /values/statuscode.
	Pointer string
	// Text describes the expected value. It contains no value of the message.
	Text string
	// IsMissing says that the row of a lookup does not exist. It may come later.
	IsMissing bool
	// isOfDefinition says that the definitions lack a name. They may be outdated.
	isOfDefinition bool
}

// Error is the error of an operation whose values cannot be written.
type Error struct {
	// Problems has at least one problem, in the order of the columns.
	Problems []Problem
}

// namesUnknown reports whether definitions lack a name.
func (e *Error) namesUnknown() bool {
	return slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.isOfDefinition })
}

// mostShown limits the problems in the text of an error.
const mostShown = 10

// Error returns the first ten problems on one line.
func (e *Error) Error() string {
	var texts []string
	for _, p := range e.Problems[:min(len(e.Problems), mostShown)] {
		texts = append(texts, strings.TrimPrefix(p.Pointer+": "+p.Text, ": "))
	}
	if more := len(e.Problems) - mostShown; more > 0 {
		texts = append(texts, "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(texts, "; ")
}

// IsMissing reports whether rows are missing and nothing else is wrong. The operation may
// succeed when the rows exist.
func (e *Error) IsMissing() bool {
	for _, p := range e.Problems {
		if !p.IsMissing {
			return false
		}
	}
	return true
}
