package main

import (
	"encoding/json"
	"fmt"
	"io"
)

// schemaVersion is that of the object that --json prints. It changes when a field
// changes its meaning or goes away.
const schemaVersion = 1

// report is the object that --json prints.
type report struct {
	SchemaVersion int          `json:"schemaVersion"`
	Command       string       `json:"command"`
	Status        string       `json:"status"` // ok, problems, partial, failed or interrupted
	Data          any          `json:"data"`
	Warnings      []string     `json:"warnings"`
	Error         *reportError `json:"error"`
}

type reportError struct {
	Code      string   `json:"code"`
	Message   string   `json:"message"`
	Retryable bool     `json:"retryable"`
	Actions   []string `json:"actions"`
}

// report prints how a command ended, and returns the exit code: the answer on
// stdout; for people, warnings and the failure on stderr.
func (a *app) report(command string, found answer, f *failure) int {
	if f != nil {
		f.actions = f.next(command)
	}
	var err error
	if a.asJSON {
		err = a.reportJSON(command, found, f)
	} else {
		err = a.reportText(found, f)
	}
	switch {
	case f != nil:
		return f.exit
	case err != nil:
		fmt.Fprintln(a.stderr, "dynctl: write the answer:", err)
		return exitFailed
	}
	return exitDone
}

func (a *app) reportJSON(command string, found answer, f *failure) error {
	r := report{SchemaVersion: schemaVersion, Command: command, Status: status(f), Data: found.data, Warnings: append([]string{}, found.warnings...)}
	if f != nil {
		r.Error = &reportError{Code: f.code, Message: f.Error(), Retryable: f.isRetryable(), Actions: append([]string{}, f.actions...)}
	}
	return writeJSON(a.stdout, r)
}

// writeJSON writes one line, as it may be one of many in a file.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // it is read by programs, and by people
	return enc.Encode(v)
}

func status(f *failure) string {
	switch {
	case f == nil:
		return "ok"
	case f.code == "problems_found":
		return "problems"
	case f.exit == exitSome:
		return "partial"
	case f.exit == exitInterrupted:
		return "interrupted"
	}
	return "failed"
}

func (a *app) reportText(found answer, f *failure) error {
	var err error
	if found.text != nil {
		err = found.text(harmless{a.stdout})
	}
	stderr := harmless{a.stderr}
	for _, w := range found.warnings {
		fmt.Fprintln(stderr, "dynctl: warning:", w)
	}
	if f != nil {
		fmt.Fprintln(stderr, "dynctl:", f)
		for _, action := range f.actions {
			fmt.Fprintln(stderr, "  do:", action)
		}
	}
	return err
}
