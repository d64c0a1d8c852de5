package inprocess

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"

	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/delivery"
	"sns-dynamics/internal/function/outcome"
	"sns-dynamics/internal/operation"
)

// Data is a transcript for programs.
type Data struct {
	Events []Event                      `json:"events"`
	Rows   map[string][]json.RawMessage `json:"rows"` // of the tables that changed, by entity set
}

// Event is an event in a transcript.
type Event struct {
	Name     string           `json:"name"`
	Messages []map[string]any `json:"messages"` // the function's log records
	// Mapped are the messages that mappings made of the messages, in their order; null for a
	// message without a mapping. They are absent without routes.
	Mapped   []json.RawMessage `json:"mapped,omitempty"`
	Requests []Request         `json:"requests"`
}

// Request is an HTTP request that an event caused.
type Request struct {
	Service string `json:"service"`
	Method  string `json:"method"`
	Target  string `json:"target"`
	Status  int    `json:"status"`
}

// Transcript shows events while the function runs them: the messages, the requests to
// the emulator, the outcomes, and at the end the rows. It is not safe for concurrent use.
type Transcript struct {
	// Data is the transcript so far.
	Data Data
	// Failed is the number of messages that failed so far.
	Failed int
	// Deployed are the routes whose mapped messages are shown.
	Deployed Deployed

	server  *emulator.Server
	log     *Log
	printer printer
	before  tables
	// outcomes are the numbers of messages by their outcome.
	outcomes map[string]int
}

// NewTranscript starts a transcript of a function that logs to log and uses server. It
// returns the error of reading the emulator's rows.
func NewTranscript(w io.Writer, server *emulator.Server, log *Log) (*Transcript, error) {
	before, err := readTables(server.Emulator)
	if err != nil {
		return nil, err
	}
	return &Transcript{server: server, log: log, printer: printer{w: w, connection: server.Connection()}, before: before, outcomes: map[string]int{}}, nil
}

// LeaveOutPreparation leaves out the sign-in and the requests for definitions of tables.
func (t *Transcript) LeaveOutPreparation() { t.printer.isShort = true }

// Colour colours the headings and the outcomes.
func (t *Transcript) Colour(style screen.Style) { t.printer.style = style }

// Summarize shows the number of messages of each outcome.
func (t *Transcript) Summarize() { t.printer.summary(t.outcomes) }

// Introduce explains the transcript to a reader.
func (t *Transcript) Introduce() { t.printer.introduce() }

// Run runs an event by a call of invoke, and shows it under a heading. It returns the
// error of invoke. If ctx ends meanwhile, it shows nothing and returns the error of ctx.
func (t *Transcript) Run(ctx context.Context, heading, name string, event json.RawMessage, invoke func() error) error {
	t.server.ForgetRequests()
	t.log.records = nil
	err := invoke()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	requests := t.server.Requests()
	nameDeadLetters(t.log.records)
	deliveries, _ := delivery.Parse(event) // the function reports the error
	mapped := t.Deployed.Mapped(deliveries)
	t.printer.event(heading, t.log.records, mapped, requests)
	e := newEvent(name, t.log.records, requests)
	e.Mapped = mapped
	t.Data.Events = append(t.Data.Events, e)
	for _, record := range t.log.records {
		t.outcomes[text(record, "outcome")]++
		if text(record, "error") != "" {
			t.Failed++
		}
	}
	return err
}

// nameDeadLetters gives a message that can never succeed the outcome that it has in a deployed
// function. A function without queues reports it as failed.
func nameDeadLetters(records []map[string]slog.Value) {
	for _, r := range records {
		class := operation.Class(text(r, "class"))
		if text(r, "outcome") == "failed" && (class == operation.Rejected || class == operation.Unknown) {
			r["outcome"] = slog.StringValue(outcome.DeadLetter)
		}
	}
}

// Finish shows the rows of the tables that changed. It returns the error of reading the
// emulator's rows.
func (t *Transcript) Finish() error {
	after, err := readTables(t.server.Emulator)
	if err != nil {
		return err
	}
	changed := after.changedSince(t.before)
	t.printer.rows(changed)
	t.Data.Rows = changed
	return nil
}

func newEvent(name string, records []map[string]slog.Value, requests []emulator.Request) Event {
	e := Event{Name: name, Messages: []map[string]any{}, Requests: []Request{}}
	for _, r := range records {
		message := map[string]any{}
		for key, value := range r {
			message[key] = value.Any()
		}
		e.Messages = append(e.Messages, message)
	}
	for _, r := range requests {
		e.Requests = append(e.Requests, Request{string(r.Service), r.Method, r.Target, r.Status})
	}
	return e
}
