// Infra writes template.yaml, the CloudFormation template of the whole system: the
// topic, the function that gets its messages, the queue between or beside the two, and
// the dead-letter queues.
//
//	go run ./infra          write template.yaml
//	go run ./infra -check   fail if template.yaml is stale
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run runs the program and returns its exit status.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("infra", flag.ContinueOnError)
	flags.SetOutput(stderr)
	file := flags.String("o", "template.yaml", "the template `file`")
	check := flags.Bool("check", false, "compare the file with the template instead of writing it")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitOK
	} else if err != nil {
		return exitUsage
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "infra: unexpected argument %q\n", flags.Arg(0))
		return exitUsage
	}

	act := write
	if *check {
		act = compare
	}
	done, err := act(*file)
	if err != nil {
		fmt.Fprintf(stderr, "infra: %v\n", err)
		return exitError
	}
	fmt.Fprintf(stdout, "%s: %s\n", *file, done)
	return exitOK
}

func write(file string) (done string, err error) {
	template, err := render()
	if err != nil {
		return "", err
	}
	return "written", os.WriteFile(file, template, 0o644)
}

func compare(file string) (done string, err error) {
	want, err := render()
	if err != nil {
		return "", err
	}
	got, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(got, want) {
		return "", fmt.Errorf("%s is stale: run make template", file)
	}
	return "up to date", nil
}
