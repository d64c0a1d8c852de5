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

// service has the addresses of the emulator. Dataverse, the token endpoint and Secrets
// Manager have an address each, as in a deployment. With one address, a client would save
// handshakes that it needs in a deployment.
type service struct {
	Origin    string // the origin of Dataverse
	Root      string // the root of its Web API, with the slash at its end
	Authority string
	Secrets   string // of Secrets Manager, STS and KMS: a function calls one of them
	Token     string // valid for an hour
	// Thumbprint is the SHA-256 of the certificate.
	Thumbprint string
}

// usage is the work of the emulator so far.
type usage struct {
	Requests int64          // requests to Dataverse
	Refused  int64          // responses of all services with a status of 400 or more
	CPU      float64        // the processor time of its process, in seconds
	Rows     map[string]int // by entity set; only in the response to "rows"
}

// serve is the process of the emulator. It prints its addresses, and responds to each line
// of its input with its usage so far, until the input ends. The line "rows" asks for the
// number of rows too.
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
	debug.SetGCPercent(800) // fewer garbage collections, which could delay a contender
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

// processorTime is the processor time of this process, in seconds.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		fmt.Fprintln(os.Stderr, "getrusage:", err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
