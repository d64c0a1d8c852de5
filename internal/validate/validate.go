// Package validate checks messages before they are published: each by itself, and
// against the others of the input.
package validate

import (
	"context"
	"errors"
	"fmt"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/outgoing"
	"sns-dynamics/internal/source"
)

// most is how many problems a report lists, and mostWarnings how many warnings about
// two messages: a file of a million lines may be wrong in each.
const (
	most         = 10_000
	mostWarnings = 100
)

// Report is what was found.
type Report struct {
	Files    int `json:"files"`
	Messages int `json:"messages"`
	// Good is how many messages have no problem.
	Good int `json:"good"`
	// ProblemCount counts all problems, of which Problems lists the first 10000
	// in the order of the input.
	ProblemCount int       `json:"problemCount"`
	Problems     []Problem `json:"problems"`
	// Warnings are what is no problem of a message but may surprise, a line each.
	Warnings []string `json:"-"`
}

// Problem is one thing wrong with a message.
type Problem struct {
	File string `json:"file"`
	// Line is that of the value, or of the nearest around it where the value is
	// missing; of a message inside a string, that of the record.
	Line int `json:"line"`
	// Pointer is a JSON pointer into the JSON value that stands there. It goes on
	// through strings that hold JSON: /Records/0/Sns/Message/data.
	Pointer string `json:"pointer"`
	// Problem says what was expected. It repeats no value.
	Problem string `json:"problem"`
}

// String is "file:line: pointer: problem", as compilers write it.
func (p Problem) String() string {
	at := fmt.Sprintf("%s:%d: ", p.File, p.Line)
	if p.Pointer != "" {
		at += p.Pointer + ": "
	}
	return at + p.Problem
}

// A Check looks at a message that is an operation, where it stands, and returns
// what is wrong with it, by JSON pointers of the message.
type Check func(source.Item, dynamics.Operation) []message.Problem

// Run reads all messages of an input and checks each: whether it is an operation,
// whether SNS takes its size, and what the checks say of it, which are asked in
// the order of the input. The report holds what was found until an error, which is
// the context's, or one of reading.
func Run(ctx context.Context, in *source.Input, checks ...Check) (Report, error) {
	r := Report{Files: len(in.Files()), Problems: []Problem{}}
	creates, keys := creates{}, keys{}
	checks = append([]Check{size, creates.check, keys.check, characters}, checks...)
	for item, err := range in.Items() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return r, err
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
		r.Warnings = append(r.Warnings, fmt.Sprintf("%d more problems are not listed", n))
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
		r.add(item, e.Problems...)
		r.ProblemCount += e.More
		return
	}
	for _, check := range checks {
		r.add(item, check(item, op)...)
	}
}

func (r *Report) add(item source.Item, problems ...message.Problem) {
	for _, p := range problems {
		if r.ProblemCount++; len(r.Problems) < most {
			r.Problems = append(r.Problems, Problem{item.File, item.LineOf(p.Pointer), item.Pointer(p.Pointer), p.Text})
		}
	}
}

// size checks what SNS takes.
func size(item source.Item, op dynamics.Operation) []message.Problem {
	n := outgoing.Size(item.Text, outgoing.Attributes(op))
	if n <= outgoing.MaxBytes {
		return nil
	}
	return []message.Problem{{Text: fmt.Sprintf("expected at most %d bytes with the message attributes, got %d", outgoing.MaxBytes, n)}}
}
