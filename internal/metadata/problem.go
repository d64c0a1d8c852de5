package metadata

import (
	"fmt"
	"strconv"

	"sns-dynamics/internal/message"
	"sns-dynamics/internal/nearest"
)

// Problem is one thing about a message that the environment will not take, or
// not as it is meant.
type Problem struct {
	// Pointer names the field as message.Problem does: RFC 6901.
	Pointer string `json:"pointer"`
	// Text says what was expected there. It repeats no value.
	Text string `json:"text"`
	// Warning says that the message will be carried out all the same.
	Warning bool `json:"warning,omitempty"`
}

// String is "pointer: text".
func (p Problem) String() string { return message.Problem{Pointer: p.Pointer, Text: p.Text}.String() }

// at is where a value stands: the names that lead to it.
type at []string

// below is a place further down; the places share nothing that changes.
func (a at) below(name string) at { return append(a[:len(a):len(a)], name) }

// checker collects the problems of one message.
type checker struct {
	*Model
	in       at // where the operation stands: nowhere, or in a batch
	problems []Problem
}

func (c *checker) add(where at, format string, args ...any) {
	c.problems = append(c.problems, Problem{Pointer: message.Pointer(append(c.in[:len(c.in):len(c.in)], where...)...), Text: fmt.Sprintf(format, args...)})
}

func (c *checker) warn(where at, format string, args ...any) {
	c.add(where, format, args...)
	c.problems[len(c.problems)-1].Warning = true
}

// maxSuggestions is how many problems of one message come with a suggestion:
// more wrong names than that are not typing errors.
const maxSuggestions = 100

// meant is what a text about a wrong name ends with: the name that was likely
// meant, if one is near.
func (c *checker) meant(name string, names []string) string {
	if len(c.problems) < maxSuggestions {
		if meant, ok := nearest.Name(name, names); ok {
			return "; did you mean " + meant + "?"
		}
	}
	return ""
}

// index is the place of an item of an array.
func (a at) index(i int) at { return a.below(strconv.Itoa(i)) }
