package message

import (
	"fmt"
	"strconv"
	"strings"
)

// Problem is one reason for which a message is invalid.
type Problem struct {
	// Pointer names the field: RFC 6901, empty for the message as a whole.
	Pointer string
	// Text describes the expected value. It contains no value of the message.
	Text string
}

// String is "pointer: text".
func (p Problem) String() string {
	if p.Pointer == "" {
		return p.Text
	}
	return p.Pointer + ": " + p.Text
}

// mostProblems is the limit for the problems of a message. A message may have a problem for
// every few bytes, and a reader needs only the first problems.
const mostProblems = 50

// Error is the error of a message that is no valid operation. Another attempt has the same
// error.
type Error struct {
	// Problems are the first fifty problems, in the order of the fields.
	Problems []Problem
	// More is the number of further problems.
	More int
}

// Error returns the first ten problems on one line.
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

// findings collects the first problems, and counts the others.
type findings struct {
	problems []Problem
	more     int
}

// add records a problem of a value. It formats the place and the text only for a problem that
// it keeps.
func (f *findings) add(at node, format string, args ...any) {
	if f.isKept() {
		f.addAt(at.String(), format, args...)
	}
}

// addMember records a problem of a missing member.
func (f *findings) addMember(at node, name, format string, args ...any) {
	if f.isKept() {
		f.addAt(at.String()+"/"+name, format, args...)
	}
}

// isKept reports whether findings keeps one more problem. If not, it counts the problem.
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
