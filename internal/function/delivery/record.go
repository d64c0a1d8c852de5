package delivery

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"fmt"
	"io"
)

// record holds the fields of a record, of SNS or of SQS.
type record struct {
	source   string
	envelope Envelope // of a record from SNS
	// The other fields are from SQS.
	messageID, receiptHandle, body, sourceARN string
	received, group, sent                     string
	// messageAttributes are the message attributes of a message of a queue. Any sender can set
	// them.
	messageAttributes Attributes
}

// reader reads an event or an envelope in one pass. It keeps the first problem: a value in
// another form than SNS and SQS write it. It stops at a text that is not JSON.
type reader struct {
	jsontext.Decoder
	buffer  bytes.Buffer // the text
	copied  []byte       // the text of open
	scratch []byte       // the last string that was read, if it has escapes
	err     error        // the first error of the JSON decoder
	problem string
	place   string // of the records in the event
	// source is the source of an event without records, and isBridge says that the event
	// has the form of an event of EventBridge.
	source   string
	isBridge bool
}

func newReader(text []byte) *reader {
	r := &reader{}
	r.start(text)
	return r
}

// open makes the reader read another text. The reader keeps its memory, because an event has an
// envelope in each record.
func (r *reader) open(text string) {
	r.copied = append(r.copied[:0], text...)
	r.err, r.problem = nil, ""
	r.start(r.copied)
}

func (r *reader) start(text []byte) {
	r.buffer = *bytes.NewBuffer(text)
	// The decoder accepts half a surrogate pair: one message must not refuse the others.
	r.Reset(&r.buffer, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// records reads the records of an event. SNS and SQS spell the names of fields
// differently.
func (r *reader) records() []record {
	all := make([]record, 0, bytes.Count(r.buffer.Bytes(), []byte(`"receiptHandle"`)))
	if r.PeekKind() == jsontext.KindBeginArray {
		r.place = ""
		for r.token(); r.more(); {
			all = append(all, r.record(len(all)))
		}
		return all
	}
	if !r.into(jsontext.KindBeginObject, "", "an event of SNS or SQS") {
		return nil
	}
	for r.more() {
		switch name := string(r.characters()); {
		case name == "Records":
			if !r.into(jsontext.KindBeginArray, "/Records", "the records of an event of SNS or SQS") {
				continue
			}
			for all = all[:0]; r.more(); {
				all = append(all, r.record(len(all)))
			}
		case (name == "source" || name == "eventSource") && r.PeekKind() == jsontext.KindString:
			r.source = string(r.characters())
		case name == "detail-type":
			r.isBridge = true
			r.skip()
		default:
			r.skip()
		}
	}
	return all
}

func (r *reader) record(i int) record {
	var one record
	before := r.problem
	if r.into(jsontext.KindBeginObject, "EventSource", sources) {
		r.fields(&one)
	}
	if before == "" && r.problem != "" {
		r.problem = fmt.Sprintf("%s/%d/%s", r.place, i, r.problem)
	}
	return one
}

func (r *reader) fields(one *record) {
	for r.more() {
		switch string(r.characters()) {
		case "EventSource", "eventSource":
			one.source = r.text("", "EventSource")
		case "Sns":
			if r.into(jsontext.KindBeginObject, "Sns", "a notification") {
				r.envelope(&one.envelope, "Sns/")
			}
		case "messageId":
			one.messageID = r.text("", "messageId")
		case "receiptHandle":
			one.receiptHandle = r.text("", "receiptHandle")
		case "body":
			one.body = r.text("", "body")
		case "eventSourceARN":
			one.sourceARN = r.text("", "eventSourceARN")
		case "attributes":
			if r.into(jsontext.KindBeginObject, "attributes", "the attributes of a message") {
				r.attributes(one)
			}
		case "messageAttributes":
			if r.into(jsontext.KindBeginObject, "messageAttributes", "the message attributes of a message") {
				r.messageAttributes(one)
			}
		default:
			r.skip()
		}
	}
}

func (r *reader) attributes(one *record) {
	for r.more() {
		switch string(r.characters()) {
		case "ApproximateReceiveCount":
			one.received = r.text("attributes/", "ApproximateReceiveCount")
		case "MessageGroupId":
			one.group = r.text("attributes/", "MessageGroupId")
		case "SentTimestamp":
			one.sent = r.text("attributes/", "SentTimestamp")
		default:
			r.skip()
		}
	}
}

// messageAttributes reads the attributes of a message of a queue. Any sender can set them, so
// an attribute of another form counts as absent.
func (r *reader) messageAttributes(one *record) {
	for r.more() {
		name := string(r.characters())
		if r.PeekKind() != jsontext.KindBeginObject {
			r.skip()
			continue
		}
		if a, ok := r.attribute(); ok {
			if one.messageAttributes == nil {
				one.messageAttributes = Attributes{}
			}
			one.messageAttributes[name] = a
		}
	}
}

// attribute reads a message attribute of SQS.
func (r *reader) attribute() (a Attribute, ok bool) {
	for r.token(); r.more(); {
		name := string(r.characters())
		if r.PeekKind() != jsontext.KindString {
			r.skip()
			continue
		}
		switch text := string(r.characters()); name {
		case "dataType":
			a.Type = text
		case "stringValue", "binaryValue":
			a.Value, ok = text, true
		}
	}
	return a, ok
}

// envelope reads the members of an envelope. in is the place of the envelope.
func (r *reader) envelope(e *Envelope, in string) {
	for r.more() {
		switch string(r.characters()) {
		case "Type":
			e.Type = r.text(in, "Type")
		case "MessageId":
			e.MessageID = r.text(in, "MessageId")
		case "TopicArn":
			e.TopicARN = r.text(in, "TopicArn")
		case "Subject":
			e.Subject = r.text(in, "Subject")
		case "Message":
			e.Message = r.text(in, "Message")
		case "Timestamp":
			if at := r.text(in, "Timestamp"); at != "" && (e.Timestamp.UnmarshalText([]byte(at)) != nil || !isWritable(e.Timestamp)) {
				r.expected(in+"Timestamp", "a time as in RFC 3339")
			}
		case "MessageAttributes":
			if r.PeekKind() == jsontext.KindBeginObject {
				e.MessageAttributes = r.value()
			} else {
				r.skip()
			}
		default:
			r.skip()
		}
	}
}

// more reports whether the open object or array has another member or item. If not, more
// reads its end.
func (r *reader) more() bool {
	switch r.PeekKind() {
	case jsontext.KindEndObject, jsontext.KindEndArray, jsontext.KindInvalid:
		r.token()
		return false
	}
	return r.err == nil
}

// token reads one end of an object or array.
func (r *reader) token() {
	_, err := r.ReadToken()
	r.note(err)
}

// characters reads a string, which may be the name of a member. The characters are valid until
// the next read.
func (r *reader) characters() []byte {
	quoted, err := r.ReadValue()
	r.note(err)
	switch {
	case err != nil:
		return nil
	case bytes.IndexByte(quoted, '\\') < 0:
		return quoted[1 : len(quoted)-1]
	}
	r.scratch, _ = jsontext.AppendUnquote(r.scratch[:0], quoted) // U+FFFD replaces half a surrogate pair
	return r.scratch
}

// value reads any value unchanged.
func (r *reader) value() json.RawMessage {
	raw, err := r.ReadValue()
	r.note(err)
	return json.RawMessage(raw.Clone())
}

func (r *reader) skip() { r.note(r.SkipValue()) }

// note keeps the first error of the JSON decoder.
func (r *reader) note(err error) {
	if r.err == nil {
		r.err = err
	}
}

// isRead reports whether the text was one JSON value and nothing else.
func (r *reader) isRead() bool {
	_, err := r.ReadToken()
	return r.err == nil && err == io.EOF
}

// into reads the start of an object or array of the given kind. It skips a value of another
// kind, and returns false.
func (r *reader) into(kind jsontext.Kind, place, what string) bool {
	switch r.PeekKind() {
	case kind:
		r.token()
		return true
	case jsontext.KindNull:
	default:
		r.expected(place, what)
	}
	r.skip()
	return false
}

// text reads a string that is a member of an object. in is the place of the object. text
// returns "" for null.
func (r *reader) text(in, name string) string {
	switch r.PeekKind() {
	case jsontext.KindString:
		return string(r.characters())
	case jsontext.KindNull:
	default:
		r.expected(in+name, "a string")
	}
	r.skip()
	return ""
}

func (r *reader) expected(place, what string) {
	if r.problem == "" {
		if r.problem = "expected " + what; place != "" {
			r.problem = place + ": " + r.problem
		}
	}
}
