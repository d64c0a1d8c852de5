package source

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// value returns the messages in a JSON value that starts at a line: an event, an envelope,
// an array of messages, or one message.
func (r *reader) value(text []byte, line int) {
	if at := invalidUTF8(text); at >= 0 {
		r.at(text, line, at, notUTF8)
		return
	}
	switch text = trim(text); text[0] {
	case '[':
		r.array(text, line, "", func(item []byte, line int, path string) { r.one(item, line, path) })
	default:
		r.one(text, line, "")
	}
}

// one returns the messages in a value that is no array.
func (r *reader) one(text []byte, line int, path string) {
	// A map: encoding/json matches the fields of a struct regardless of case.
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(text, &fields) // a value that is no object fails when the message is decoded
	records, isEvent := fields["Records"]
	switch _, isMessage := fields["operation"]; {
	case isMessage:
		r.give(Item{Line: line, Path: path, Text: string(text)})
	case isEvent && records[0] == '[':
		before := bytes.Index(text, records)
		r.array(records, line+bytes.Count(text[:before], []byte("\n")), path+"/Records", r.record)
	case isEnvelope(fields):
		r.string(fields["Message"], line, path+"/Message")
	default:
		r.give(Item{Line: line, Path: path, Text: string(text)})
	}
}

// isEnvelope recognises an SNS envelope by members that no operation has.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
func isEnvelope(fields map[string]json.RawMessage) bool {
	_, hasMessage := fields["Message"]
	return hasMessage && string(fields["Type"]) == `"Notification"`
}

// record returns the message in a record of an event, or the problem of the record.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html and
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func (r *reader) record(text []byte, line int, path string) {
	var fields, sns map[string]json.RawMessage
	_ = json.Unmarshal(text, &fields) // without an object there is no source
	switch {
	case string(fields["EventSource"]) == `"aws:sns"`:
		_ = json.Unmarshal(fields["Sns"], &sns) // without an object there is no Message
		r.string(sns["Message"], line, path+"/Sns/Message")
	case string(fields["eventSource"]) == `"aws:sqs"`:
		r.body(fields["body"], line, path+"/body")
	default:
		r.give(Item{Line: line, Path: path, Problem: `expected a record of SNS ("EventSource": "aws:sns") or SQS ("eventSource": "aws:sqs")`})
	}
}

// body returns the message in the body of an SQS record: an envelope or, with raw message
// delivery, the message itself.
func (r *reader) body(text json.RawMessage, line int, path string) {
	var body string
	var fields map[string]json.RawMessage
	if json.Unmarshal(text, &body) == nil && json.Unmarshal([]byte(body), &fields) == nil && isEnvelope(fields) {
		r.string(fields["Message"], line, path+"/Message")
		return
	}
	r.string(text, line, path)
}

// string returns the message inside a string.
func (r *reader) string(text json.RawMessage, line int, path string) {
	var message *string
	if err := json.Unmarshal(text, &message); err != nil || message == nil {
		r.give(Item{Line: line, Path: path, Problem: "expected a string that holds the message"})
		return
	}
	r.give(Item{Line: line, Path: path, Text: *message})
}

// array returns the items of an array, each with the line where it starts.
func (r *reader) array(text []byte, line int, path string, each func(item []byte, line int, path string)) {
	d := json.NewDecoder(bytes.NewReader(text))
	_, _ = d.Token() // the bracket; the syntax was checked before
	n, counted := 0, 0
	for ; d.More() && !r.stopped; n++ {
		var item json.RawMessage
		if d.Decode(&item) != nil {
			return
		}
		start := int(d.InputOffset()) - len(item)
		line += bytes.Count(text[counted:start], []byte("\n"))
		counted = start
		each(item, line, path+"/"+strconv.Itoa(n))
	}
	if n == 0 {
		r.give(Item{Line: line, Path: path, Problem: "expected at least one message"})
	}
}
