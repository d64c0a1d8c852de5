package fence

import (
	"strconv"
	"strings"
)

// Code is the code of a message that the fence refuses, for [advice.Explain].
const Code = "not-allowed"

// Problem is a part of a message that the fence refuses.
type Problem struct {
	// Pointer names the part by JSON pointer; empty for the message as a whole.
	Pointer string
	// Parameter is the parameter of the stack, or the list of the route, that does not allow
	// the part.
	Parameter string
	// Text describes the problem. It holds no value of the message, except names.
	Text string
}

// Error is the error of a message that the fence refuses. Another attempt has the same error
// until the deployer changes the stack.
type Error struct {
	// Problems has the first ten problems, in the order of the message; at least one.
	Problems []Problem
	// More is the number of further problems.
	More int
}

const mostProblems = 10

// Error returns the problems on one line.
func (e *Error) Error() string {
	var texts []string
	for _, p := range e.Problems {
		text := p.Parameter + " " + p.Text
		if p.Pointer != "" {
			text = p.Pointer + ": " + text
		}
		texts = append(texts, text)
	}
	if e.More > 0 {
		texts = append(texts, "and "+strconv.Itoa(e.More)+" more")
	}
	return "not allowed: " + strings.Join(texts, "; ")
}

func (e *Error) add(pointer, parameter, text string) {
	if len(e.Problems) == mostProblems {
		e.More++
		return
	}
	e.Problems = append(e.Problems, Problem{pointer, parameter, text})
}
