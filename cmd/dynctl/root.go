package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// failed is an error of the work itself; any other that a command returns is
// one of its usage.
type failed struct{ error }

func (f failed) Unwrap() error { return f.error }

// run is the whole program, without the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "dynctl",
		Short:         "Show and serve SNS messages becoming Dynamics 365 rows",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(newDemo(), newEmulate())
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(stderr, "dynctl:", err)
	if _, ok := errors.AsType[failed](err); ok {
		return exitFailed
	}
	fmt.Fprintln(stderr, "See dynctl --help.")
	return exitUsage
}
