package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"sns-dynamics/internal/source"
	"sns-dynamics/internal/validate"
)

// inputHelp says what FILE|DIR|- is, for the help of commands that read messages.
const inputHelp = "FILE holds one message, a JSON array of messages, a message a line (NDJSON), an SNS\n" +
	"envelope, or an event of SNS or SQS. Of a directory all *.json, *.ndjson and *.jsonl\n" +
	"files below it are read in the order of their names, and of \"-\" standard input."

// open finds the files of an argument. Standard input ends with the context.
func (a *app) open(ctx context.Context, name string) (*source.Input, error) {
	in, err := source.Open(name, interruptibleReader{ctx, a.stdin})
	_, isPath := errors.AsType[*fs.PathError](err)
	switch {
	case isPath:
		return nil, failf("name a file, a directory, or - for standard input", "%w", err)
	case errors.Is(err, source.ErrNoFiles):
		return nil, failf("name a file, whatever its extension, or another directory", "%w", err)
	}
	return in, err
}

// check reads all messages and ends with a failure where one has a problem.
func (a *app) check(ctx context.Context, in *source.Input, checks ...validate.Check) (validate.Report, error) {
	found, err := validate.Run(ctx, in, checks...)
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return found, failf("make it readable, or name what is", "%w", e)
	}
	if err == nil && found.ProblemCount > 0 {
		err = problems(found.ProblemCount, "problems")
		if found.ProblemCount == 1 {
			err = problems(1, "problem")
		}
	}
	return found, err
}

// showProblems writes a line for each problem, as compilers do.
func showProblems(w io.Writer, found validate.Report) error {
	for _, p := range found.Problems {
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
	}
	return nil
}

// plural is such as "1 message" and "2 messages".
func plural(n int, what string) string {
	return count(n, what, what+"s")
}
