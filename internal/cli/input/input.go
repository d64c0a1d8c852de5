// Package input reads the arguments FILE|DIR|- of commands that take messages.
package input

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/source"
	"sns-dynamics/internal/operator/validate"
)

// Help describes FILE|DIR|- in the help of a command.
const Help = "FILE holds one message, a JSON array of messages, one message a line (NDJSON), an SNS\n" +
	"envelope, or an event of SNS or SQS. DIR stands for all *.json, *.ndjson and *.jsonl\n" +
	"files below it, in the order of their names, and \"-\" for standard input. Several\n" +
	"arguments are read in their order, and a file that two of them name is read once."

// Open finds the files of the arguments. A read of standard input ends with ctx. At a terminal,
// Open says that the command waits for messages.
//
// The error is a [cli.Failure] if the file or directory cannot be opened or holds no
// files, and otherwise the error of [source.Open].
func Open(ctx context.Context, a *cli.App, names ...string) (*source.Input, error) {
	if slices.Contains(names, source.Stdin) && cli.IsTerminal(a.Stdin) && !a.JSON {
		cli.WriteText(a.Stderr, "", "type or paste messages, and end them with Ctrl-D (on Windows Ctrl-Z) in a line of its own")
	}
	in, err := source.Open(cli.InterruptibleReader(ctx, a.Stdin), names...)
	_, isPath := errors.AsType[*fs.PathError](err)
	switch {
	case isPath:
		return nil, cli.Failed("name a file, a directory, or - for standard input", "%w", err)
	case errors.Is(err, source.ErrNoFiles):
		return nil, cli.Failed("name a file, whatever its extension, or another directory", "%w", err)
	}
	return in, err
}

// Check checks all messages, also that each has at most maximum bytes. The error is a [cli.Failure] if a file cannot be read or a
// message has a problem, and otherwise the error of [validate.Run].
func Check(ctx context.Context, in *source.Input, maximum int, checks ...validate.Check) (validate.Report, error) {
	found, err := validate.Run(ctx, in, maximum, checks...)
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return found, cli.Failed("make it readable, or name another file", "%w", e)
	}
	if err == nil && found.ProblemCount > 0 {
		err = cli.ProblemsIn(errors.New(cli.Plural(found.ProblemCount, "problem")))
	}
	return found, err
}

// WriteProblems writes one line for each problem, in the form that compilers use. A syntax
// error also has its line if withLines is true, with a caret below its place. The line has row
// data, so it is for a terminal and not for a log. The error comes from w.
func WriteProblems(w io.Writer, found validate.Report, withLines bool) error {
	for _, p := range found.Problems {
		if err := cli.WriteProblem(w, p.Place(), p.Text()); err != nil {
			return err
		}
		if e := p.Excerpt; e != nil && withLines {
			if _, err := fmt.Fprintln(w, "    "+e.Line+"\n    "+strings.Repeat(" ", e.Caret)+"^"); err != nil {
				return err
			}
		}
	}
	return nil
}
