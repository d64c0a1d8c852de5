// Command clients runs Dataverse clients of others, unmodified, and reports the parts of
// the Web API that each client can use. It runs them against `dynctl emulate --tls`, and
// writes the matrix into docs/emulator.md; or it runs them against the environment that
// DATAVERSE_URL names. See docs/emulator.md, "Real clients".
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first signal the program still removes the rows. A second signal ends the
	// program.
	context.AfterFunc(ctx, stop)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "clients:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, getenv func(string) string, stdout io.Writer) error {
	flags := flag.NewFlagSet("clients", flag.ContinueOnError)
	home := flags.String("home", "clients", "`folder` of the programs and what they need")
	dynctl := flags.String("dynctl", "clients/.build/dynctl", "`file` of the program that emulates")
	document := flags.String("doc", "docs/emulator.md", "`file` that has the matrix")
	check := flags.Bool("check", false, "fail if the matrix of the document is not what was measured, and leave it")
	clean := flags.String("clean", "", "remove the rows of `RUN` from the environment of "+envURL+", and do nothing else")
	limit := flags.Duration("limit", 5*time.Minute, "how long a client may take")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	folder, err := filepath.Abs(*home)
	if err != nil {
		return err
	}
	r := runner{home: folder, limit: *limit, stdout: stdout}
	target, isReal, err := environmentOf(getenv)
	switch {
	case err != nil:
		return err
	case *clean != "" && !isReal:
		return fmt.Errorf("-clean: %s names no environment", envURL)
	case *check && isReal:
		return fmt.Errorf("-check: the document has the matrix of the emulator; %s names another environment", envURL)
	case *clean != "":
		return r.clean(ctx, target, *clean)
	case isReal:
		return r.real(ctx, target)
	}
	return r.emulated(ctx, *dynctl, *document, *check)
}

// emulated measures the emulator, and writes the result into the document. With check it
// compares the two.
func (r runner) emulated(ctx context.Context, dynctl, document string, check bool) error {
	e, err := startEmulator(ctx, dynctl)
	if err != nil {
		return err
	}
	defer e.stop()
	results, err := r.measure(ctx, e.target)
	if err != nil {
		return err
	}
	pins, err := readPins(r.home)
	if err != nil {
		return err
	}
	return hold(document, matrix(results, pins), check)
}

// real measures an environment, prints the matrix, and always removes the rows that the
// clients made.
func (r runner) real(ctx context.Context, t target) (err error) {
	run := newRun(time.Now())
	t.Run = run
	fmt.Fprintf(r.stdout, "rows are made in %s under %s\n", t.Origin, run)
	defer func() {
		// An interruption does not prevent the removal.
		removal, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Minute)
		defer cancel()
		if failed := r.clean(removal, t, run); failed != nil {
			err = errors.Join(err, fmt.Errorf("rows are left: make clients CLEAN=%s removes them: %w", run, failed))
		}
	}()
	pins, err := readPins(r.home)
	if err != nil {
		return err
	}
	// The matrix also shows the failed cases: there the emulator differs from the
	// environment.
	results, err := r.measure(ctx, t)
	if results != nil {
		fmt.Fprintf(r.stdout, "\n%s\n", matrix(results, pins))
	}
	return err
}
