package outcome

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// Type is the type of every event.
const Type = "com.sns-dynamics.outcome.v1"

// DeadLetter is the outcome of a message that became a dead letter. The other outcomes are
// successes.
const DeadLetter = "dead-letter"

// Data is the data of an event. It has no row data. An empty field is left out.
type Data struct {
	MessageID string `json:"messageId"`
	// PublishTime is the time at which SNS took the message. For raw delivery it is the
	// time at which SQS took the message.
	PublishTime Time   `json:"publishTime"`
	Operation   string `json:"operation,omitempty"`
	EntitySet   string `json:"entitySet,omitempty"`
	// Route is the route of the message and the first digits of the hash of the routes, such
	// as order-placed@1a2b3c4d.
	Route string `json:"route,omitempty"`
	// Outcome is a word of the function's log, such as done or dead-letter.
	Outcome string `json:"outcome"`
	// Row is the id of the row, a GUID, if the function knows it.
	Row string `json:"row,omitempty"`
	// Rows are the rows of a batch by contentId. The rows without an id are left out.
	Rows map[string]Row `json:"rows,omitempty"`
	// RowsOmitted says that the rows of the batch are too many for an event.
	RowsOmitted bool `json:"rowsOmitted,omitempty"`
	// Class, Code and Reason describe the failure of a dead letter, as in the log.
	Class  string `json:"class,omitempty"`
	Code   string `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Attempts is the number of attempts at the message; 0 if the function made no attempt.
	Attempts int `json:"attempts,omitempty"`
	// RequestID is Dataverse's id of the last request.
	RequestID string `json:"requestId,omitempty"`
}

// Row is a row of a batch.
type Row struct {
	EntitySet string `json:"entitySet"`
	ID        string `json:"id"`
}

// Time is a time that is written in UTC with milliseconds.
type Time struct{ time.Time }

// MarshalJSON writes the time as a string of RFC 3339. The error is always nil.
func (t Time) MarshalJSON() ([]byte, error) {
	return []byte(t.UTC().Format(`"2006-01-02T15:04:05.000Z"`)), nil
}

// Event is an outcome event.
type Event struct {
	text       string
	attributes [][2]string
}

// document is the JSON of an event.
type document struct {
	SpecVersion     string `json:"specversion"`
	ID              string `json:"id"`
	Source          string `json:"source"`
	Type            string `json:"type"`
	Time            Time   `json:"time"`
	DataContentType string `json:"datacontenttype"`
	CorrelationID   string `json:"correlationid,omitempty"`
	Data            Data   `json:"data"`
}

// maxRows bounds the JSON of the rows of an event, in bytes. SNS takes 256 KiB, with the
// attributes.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
const maxRows = 200 << 10

// New returns the event of a message that ended at a time. source is the ARN of its topic;
// correlation may be empty. New drops the rows if they are too many for SNS.
func New(source, correlation string, at time.Time, d Data) Event {
	if rows, _ := json.Marshal(d.Rows); len(rows) > maxRows {
		d.Rows, d.RowsOmitted = nil, true
	}
	doc := document{
		SpecVersion: "1.0", ID: d.MessageID + "/" + d.Outcome, Source: source, Type: Type, Time: Time{at},
		DataContentType: "application/json", CorrelationID: correlation, Data: d,
	}
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	_ = e.Encode(doc) // texts, numbers and times always marshal
	return event(unsent().Replace(strings.TrimSuffix(text.String(), "\n")), doc)
}

// unsent escapes the two characters that JSON may hold as they are and SQS refuses. They are in
// strings only.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func unsent() *strings.Replacer { return strings.NewReplacer("\ufffe", `\ufffe`, "\uffff", `\uffff`) }

// Parse reads an event that [Event.String] wrote. It ignores members that it does not know.
// The error names the part that is no event, without a text of the input.
func Parse(text string) (Event, error) {
	var doc document
	switch err := json.Unmarshal([]byte(text), &doc); {
	case err != nil:
		return Event{}, errors.New("outcome event: expected a JSON object")
	case doc.SpecVersion != "1.0" || doc.Type != Type:
		return Event{}, errors.New("outcome event: expected a CloudEvent 1.0 of type " + Type)
	case doc.ID == "" || doc.Source == "" || doc.Data.Outcome == "":
		return Event{}, errors.New("outcome event: expected id, source and data.outcome")
	}
	return event(text, doc), nil
}

func event(text string, doc document) Event {
	e := Event{text: text}
	for _, a := range [][2]string{
		{"outcome", doc.Data.Outcome}, {"class", doc.Data.Class}, {"operation", doc.Data.Operation}, {"entitySet", doc.Data.EntitySet},
	} {
		if a[1] != "" { // SNS refuses an attribute without a value
			e.attributes = append(e.attributes, a)
		}
	}
	return e
}

// String returns the event as JSON.
func (e Event) String() string { return e.text }
