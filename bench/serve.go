package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"syscall"
)

// service is where the emulator listens. Dataverse, the token endpoint and
// Secrets Manager have an address each, as they have in life: a client that
// found them all on one connection would save handshakes that nobody saves.
type service struct {
	Origin    string // of Dataverse
	Root      string // of its Web API, with the slash at its end
	Authority string
	Secrets   string
	Token     string // good for an hour
}

// usage is what the emulator has done and spent so far.
type usage struct {
	Requests int64          // to Dataverse
	Refused  int64          // of those
	CPU      float64        // seconds of processor time of its process
	Rows     map[string]int // by entity set, where they were asked for
}

// serve is the emulator's own process: it says where it listens, and answers
// each line of its input with its usage so far, until the input ends. The line
// "rows" has the rows counted too.
func serve(arguments []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	latency := flags.Duration("latency", 0, "")
	dir := flags.String("dir", "", "")
	connecting := flags.Duration("connecting", 0, "")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	front, err := newFront(*latency, *connecting)
	if err != nil {
		return err
	}
	s, err := front.listen(*dir)
	if err != nil {
		return err
	}
	debug.SetGCPercent(800) // what it holds is not measured, and what it does should cost nobody time
	answers := json.NewEncoder(out)
	if err := answers.Encode(s); err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		u := usage{Requests: front.requests.Load(), Refused: front.refused.Load(), CPU: processorTime()}
		if lines.Text() == "rows" {
			if u.Rows, err = front.rows(); err != nil {
				return err
			}
		}
		if err := answers.Encode(u); err != nil {
			return err
		}
	}
	return nil
}

// processorTime is what this process has spent, in seconds.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		fmt.Fprintln(os.Stderr, "getrusage:", err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
