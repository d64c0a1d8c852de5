// Package validate checks messages before they are published: each message alone, and
// against the other messages of the input.
package validate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/source"
)

// maxProblems is the most problems in a report, and maxWarnings the most warnings about two
// messages: a file of a million lines may have a problem in each line.
const (
	maxProblems = 10_000
	maxWarnings = 100
)

// Report is the result of a validation.
type Report struct {
	Files    int `json:"files"`
	Messages int `json:"messages"`
	// Good is the number of messages without a problem.
	Good int `json:"good"`
	// Outside is the number of problems of a file that belong to no message, such as a byte
	// order mark.
	Outside int `json:"outside,omitempty"`
	// Events is the number of JSON objects without the member operation. Routes may turn such an
	// event into operations.
	Events int `json:"-"`
	// ProblemCount counts all problems. Problems lists the first 10000, in the order of
	// the input.
	ProblemCount int       `json:"problemCount"`
	Problems     []Problem `json:"problems"`
	// Warnings are facts that may surprise and are no problems, one line each.
	Warnings []string `json:"-"`
}

// Problem is a problem of a message.
type Problem struct {
	File string `json:"file"`
	// Line is the line of the value, or of the nearest value around a missing one. For a
	// message inside a string it is the line of the record.
	Line int `json:"line"`
	// Column is the character of a syntax error in its line, from 1, and a byte in a mapping; 0
	// for another problem.
	Column int `json:"column,omitempty"`
	// Pointer is a JSON pointer into the JSON value in the file. It continues into
	// strings that hold JSON: /Records/0/Sns/Message/data.
	Pointer string `json:"pointer"`
	// Problem says what was expected. It contains no value of the message.
	Problem string `json:"problem"`
	// Excerpt is the line of a syntax error, with row data; nil for another problem.
	Excerpt *source.Excerpt `json:"-"`
}

// String returns "file:line:column: pointer: problem", the form that compilers use. Only a
// syntax error has a column.
func (p Problem) String() string { return p.Place() + p.Text() }

// Place returns "file:line:column: ", the beginning of String.
func (p Problem) Place() string {
	if p.Column > 0 {
		return fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d: ", p.File, p.Line)
}

// Text returns "pointer: problem", the rest of String.
func (p Problem) Text() string {
	if p.Pointer == "" {
		return p.Problem
	}
	return p.Pointer + ": " + p.Problem
}

// A Check checks a message that is a valid operation, and returns its problems with JSON
// pointers of the message.
type Check func(source.Item, operation.Operation) []message.Problem

// Run reads all messages of an input and checks each: whether it is a valid operation,
// whether it has at most maximum bytes as [outgoing.Size] counts them, and then the given
// checks, in the order of the input. The error comes from ctx or from reading; the report then has what was found before.
func Run(ctx context.Context, in *source.Input, maximum int, checks ...Check) (Report, error) {
	r := Report{Files: len(in.Files()), Problems: []Problem{}}
	creates, keys := creates{}, keys{}
	checks = append([]Check{size(maximum), creates.check, keys.check, characters}, checks...)
	for item, err := range in.Items() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return r, err
		}
		if item.IsOutside {
			r.Outside++
			r.item(item, checks)
			continue
		}
		r.Messages++
		before := r.ProblemCount
		r.item(item, checks)
		if r.ProblemCount == before {
			r.Good++
		}
	}
	r.Warnings = append(creates.warnings(), keys.warnings()...)
	if n := r.ProblemCount - len(r.Problems); n > 0 {
		r.Warnings = append(r.Warnings, number.Count(n, "more problem is", "more problems are")+" not listed")
	}
	return r, nil
}

func (r *Report) item(item source.Item, checks []Check) {
	if item.Problem != "" {
		r.add(item, message.Problem{Text: item.Problem})
		return
	}
	op, err := message.Decode([]byte(item.Text))
	if e, ok := errors.AsType[*message.Error](err); ok {
		if isEvent(item.Text) {
			r.Events++
		}
		r.add(item, e.Problems...)
		r.ProblemCount += e.More
		return
	}
	for _, check := range checks {
		r.add(item, check(item, op)...)
	}
}

// isEvent reports whether a text is a JSON object without the member operation.
func isEvent(text string) bool {
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &fields) != nil || len(fields) == 0 {
		return false
	}
	for name := range fields {
		if _, isMisspelt := nearest.Name(name, []string{"operation"}); isMisspelt || name == "operation" {
			return false
		}
	}
	return true
}

func (r *Report) add(item source.Item, problems ...message.Problem) {
	for _, p := range problems {
		if r.ProblemCount++; len(r.Problems) < maxProblems {
			found := Problem{File: item.File, Line: item.LineOf(p.Pointer), Pointer: item.Pointer(p.Pointer), Problem: p.Text, Excerpt: item.Excerpt}
			if item.Excerpt != nil {
				found.Column = item.Excerpt.Column
			}
			r.Problems = append(r.Problems, found)
		}
	}
}

// size checks that SNS accepts the size of a message.
func size(maximum int) Check {
	return func(item source.Item, op operation.Operation) []message.Problem {
		problem := outgoing.SizeProblem(item.Text, outgoing.Attributes(op), maximum)
		if problem == "" {
			return nil
		}
		return []message.Problem{{Text: problem}}
	}
}
