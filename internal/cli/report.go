package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"

	"sns-dynamics/internal/operator/jsonedit"
)

// schemaVersion is the version of the object that --json prints. It changes if a member
// changes its meaning or is removed.
const schemaVersion = 1

// Report is the object that --json prints.
type Report struct {
	SchemaVersion int          `json:"schemaVersion"`
	Command       string       `json:"command"` // as a user types it; the name of the program if there is no command
	Status        string       `json:"status"`  // ok, problems, partial, failed or interrupted
	Data          any          `json:"data"`
	Warnings      []string     `json:"warnings"`
	Error         *ReportError `json:"error"`
}

// ReportError is the failure of a command in a [Report].
type ReportError struct {
	Code      string   `json:"code"`
	Message   string   `json:"message"`
	Retryable bool     `json:"retryable"`
	Actions   []string `json:"actions"`
}

// NewReport returns the report of a result. The failure is nil if the command succeeded.
func NewReport(command string, found Result, f *Failure) Report {
	r := Report{SchemaVersion: schemaVersion, Command: cmp.Or(command, "dynctl"), Status: status(f), Data: found.Data, Warnings: append([]string{}, found.Warnings...)}
	if f != nil {
		r.Error = &ReportError{Code: f.Code, Message: f.Error(), Retryable: f.IsRetryable(), Actions: f.Actions}
		if len(f.Actions) == 0 {
			r.Error.Actions = []string{f.repair()}
		}
	}
	return r
}

// report writes the end of a command and returns the exit code. It writes the result to
// stdout. For people it writes warnings and the failure to stderr.
func (a *App) report(command string, found Result, f *Failure) int {
	if f != nil {
		f.Actions = a.SuggestAll(f.Next(command))
	}
	var err error
	if a.JSON {
		err = WriteJSON(a.Stdout, NewReport(command, found, f))
	} else {
		err = a.reportText(found, f)
	}
	switch {
	case f != nil:
		return f.Exit
	case err != nil:
		fmt.Fprintln(a.Stderr, "dynctl: write the result:", err)
		return ExitFailed
	}
	return ExitDone
}

// WriteJSON writes a value as one line of JSON, because a file may hold many such lines, with
// the escapes of [jsonedit.Escape]. The error comes from the encoding or from the writer.
func WriteJSON(w io.Writer, v any) error {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false) // people read it too
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(jsonedit.Escape(line.Bytes()))
	return err
}

func status(f *Failure) string {
	switch {
	case f == nil:
		return "ok"
	case f.Code == codeProblems:
		return "problems"
	case f.Exit == ExitPartial:
		return "partial"
	case f.Exit == ExitInterrupted:
		return "interrupted"
	}
	return "failed"
}

func (a *App) reportText(found Result, f *Failure) error {
	var err error
	if found.Text != nil {
		err = found.Text(TerminalSafe(a.Stdout))
	}
	style := a.Style(a.Stderr)
	for _, w := range found.Warnings {
		fmt.Fprintln(a.Stderr, "dynctl:", style.Warn("warning:"), Escaped(w))
	}
	if f != nil {
		fmt.Fprintln(a.Stderr, style.Bad("dynctl:"), Escaped(f.Error()))
		for _, action := range f.Actions {
			fmt.Fprintln(a.Stderr, "  "+style.Strong("do:"), Escaped(action))
		}
	}
	return err
}
