package message

import (
	"fmt"
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

// mostProblems is how many problems of a message are kept. Nobody reads more, and a
// message may have one for every few bytes.
const mostProblems = 50

// Error is a message that cannot be an operation, with the problems found in the
// order of the fields. Running it again cannot help.
type Error struct {
	// Problems are the first fifty.
	Problems []Problem
	// More is how many were found beyond them.
	More int
}

// Error lists the problems on one line, the first ten of them.
func (e *Error) Error() string {
	const most = 10
	var texts []string
	for _, p := range e.Problems[:min(most, len(e.Problems))] {
		texts = append(texts, p.String())
	}
	if more := len(e.Problems) + e.More - most; more > 0 {
		texts = append(texts, "and "+strconv.Itoa(more)+" more")
	}
	return "decode: " + strings.Join(texts, "; ")
}

// findings collects problems: the first of them, and the number of the others.
type findings struct {
	problems []Problem
	more     int
}

// add records a problem of what stands at a place. Place and values are written out
// only for a problem that is kept.
func (f *findings) add(at fmt.Stringer, format string, args ...any) {
	if f.isKept() {
		f.addAt(at.String(), format, args...)
	}
}

// addMember records a problem of a member that is not there.
func (f *findings) addMember(at fmt.Stringer, name, format string, args ...any) {
	if f.isKept() {
		f.addAt(at.String()+"/"+name, format, args...)
	}
}

// isKept reports whether one problem more is kept, and counts it if not.
func (f *findings) isKept() bool {
	if len(f.problems) < mostProblems {
		return true
	}
	f.more++
	return false
}

func (f *findings) addAt(pointer, format string, args ...any) {
	f.problems = append(f.problems, Problem{pointer, fmt.Sprintf(format, args...)})
}

func (f *findings) count() int { return len(f.problems) + f.more }
