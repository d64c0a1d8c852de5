// Command clients runs Dataverse clients that others wrote, unmodified, and says
// what of the Web API each of them can do: against `dynctl emulate --tls`, which
// writes the matrix into docs/emulator.md, or against the environment that
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
	// The rows are still to be removed then; a second signal ends that as well.
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

// emulated measures the emulator, and has the document say what was measured.
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

// real measures an environment, prints the matrix, and removes what was made
// whatever came of it.
func (r runner) real(ctx context.Context, t target) (err error) {
	run := newRun(time.Now())
	t.Run = run
	fmt.Fprintf(r.stdout, "rows are made in %s under %s\n", t.Origin, run)
	defer func() {
		// Interrupted or not, the rows have to go.
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
	// What fails there is where the emulator is wrong, so the matrix shows it.
	results, err := r.measure(ctx, t)
	if results != nil {
		fmt.Fprintf(r.stdout, "\n%s\n", matrix(results, pins))
	}
	return err
}
