package check

import (
	"fmt"
	"strconv"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/nearest"
)

// Problem is one reason for which an environment would refuse a message, or would carry it out
// with another effect than intended.
type Problem struct {
	// Pointer names the field as message.Problem does: RFC 6901.
	Pointer string `json:"pointer"`
	// Text describes the expected value. It contains no value of the message.
	Text string `json:"text"`
	// Warning is true if the environment would carry out the message.
	Warning bool `json:"warning,omitempty"`
}

// at is the place of a value: the names and indexes of its JSON pointer.
type at []string

// below returns the place of a member. It copies the names, so that both places stay valid.
func (a at) below(name string) at { return append(a[:len(a):len(a)], name) }

// checker collects the problems of one message.
type checker struct {
	*Model
	in       at // the place of the operation in a batch; empty outside of a batch
	problems []Problem
	lacks    func(path string) bool // may be nil
}

func (c *checker) add(where at, format string, args ...any) {
	c.problems = append(c.problems, Problem{Pointer: message.Pointer(append(c.in[:len(c.in):len(c.in)], where...)...), Text: fmt.Sprintf(format, args...)})
}

func (c *checker) warn(where at, format string, args ...any) {
	c.add(where, format, args...)
	c.problems[len(c.problems)-1].Warning = true
}

// maxSuggestions is the limit for the problems of a message that have a suggestion. A message
// with more unknown names has no typing errors, but names of another environment.
const maxSuggestions = 100

// meant returns the end of a text about an unknown name: a suggestion, if a similar name exists.
func (c *checker) meant(name string, names []string) string {
	if len(c.problems) < maxSuggestions {
		if meant, ok := nearest.Name(name, names); ok {
			return "; did you mean " + meant + "?"
		}
	}
	return ""
}

// index returns the place of an item of an array.
func (a at) index(i int) at { return a.below(strconv.Itoa(i)) }
