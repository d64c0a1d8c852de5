package delivery

import (
	"fmt"

	"sns-dynamics/internal/walk"
)

// record is what is read of a record of either source.
type record struct {
	source   string
	envelope Envelope // of SNS
	// The others are of SQS.
	messageID, receiptHandle, body, sourceARN string
	received, group, sent, waitingSince       string
}

// reader reads an event that is valid JSON, and keeps the first thing in it that
// is not as SNS and SQS write it.
type reader struct {
	*walk.Cursor
	problem string
}

// records reads the records of an event. Both services spell the names of fields
// in a way of their own.
func (r *reader) records() []record {
	var all []record
	if !r.into(walk.Object, "", "an event of SNS or SQS") {
		return nil
	}
	for !r.Ends() {
		if name, _ := r.Text(); name != "Records" {
			r.Raw()
			continue
		}
		if !r.into(walk.Array, "/Records", "the records of an event of SNS or SQS") {
			continue
		}
		for all = nil; !r.Ends(); {
			all = append(all, r.record(len(all)))
		}
	}
	return all
}

func (r *reader) record(i int) record {
	var one record
	before := r.problem
	if !r.into(walk.Object, "EventSource", sources) {
		r.locate(before, i)
		return one
	}
	for !r.Ends() {
		switch name, _ := r.Text(); name {
		case "EventSource", "eventSource":
			one.source = r.text("EventSource")
		case "Sns":
			if r.into(walk.Object, "Sns", "a notification") {
				r.envelope(&one.envelope, "Sns/")
			}
		case "messageId":
			one.messageID = r.text(name)
		case "receiptHandle":
			one.receiptHandle = r.text(name)
		case "body":
			one.body = r.text(name)
		case "eventSourceARN":
			one.sourceARN = r.text(name)
		case "attributes":
			if r.into(walk.Object, name, "the attributes of a message") {
				r.attributes(&one)
			}
		case "messageAttributes":
			if r.into(walk.Object, name, "the message attributes of a message") {
				r.messageAttributes(&one)
			}
		default:
			r.Raw()
		}
	}
	r.locate(before, i)
	return one
}

func (r *reader) attributes(one *record) {
	for !r.Ends() {
		switch name, _ := r.Text(); name {
		case "ApproximateReceiveCount":
			one.received = r.text("attributes/" + name)
		case "MessageGroupId":
			one.group = r.text("attributes/" + name)
		case "SentTimestamp":
			one.sent = r.text("attributes/" + name)
		default:
			r.Raw()
		}
	}
}

// messageAttributes reads the attributes that the sender of a queue's message gave it.
// They are the sender's: the value that is not as the function writes it is none.
func (r *reader) messageAttributes(one *record) {
	for !r.Ends() {
		if name, _ := r.Text(); name != WaitingSince || r.Kind() != walk.Object {
			r.Raw()
			continue
		}
		for r.Enter(); !r.Ends(); {
			if name, _ := r.Text(); name == "stringValue" && r.Kind() == walk.String {
				one.waitingSince, _ = r.Cursor.Text()
			} else {
				r.Raw()
			}
		}
	}
}

// envelope reads the members of an envelope, whose place is in.
func (r *reader) envelope(e *Envelope, in string) {
	for !r.Ends() {
		switch name, _ := r.Text(); name {
		case "Type":
			e.Type = r.text(in + name)
		case "MessageId":
			e.MessageID = r.text(in + name)
		case "TopicArn":
			e.TopicARN = r.text(in + name)
		case "Subject":
			e.Subject = r.text(in + name)
		case "Message":
			e.Message = r.text(in + name)
		case "Timestamp":
			if at := r.text(in + name); at != "" && (e.Timestamp.UnmarshalText([]byte(at)) != nil || !isWritable(e.Timestamp)) {
				r.expected(in+name, "a time as in RFC 3339")
			}
		case "MessageAttributes":
			if r.Kind() == walk.Object {
				e.MessageAttributes = []byte(r.Raw())
			} else {
				r.Raw()
			}
		default:
			r.Raw()
		}
	}
}

// into steps into a value of a kind; the value is left behind where it is of
// another.
func (r *reader) into(kind walk.Kind, place, what string) bool {
	if r.Kind() == kind {
		r.Enter()
		return true
	}
	if r.Kind() != walk.Null {
		r.expected(place, what)
	}
	r.Raw()
	return false
}

// text reads a string; null is none.
func (r *reader) text(place string) string {
	switch r.Kind() {
	case walk.String:
		s, _ := r.Text()
		return s
	case walk.Null:
	default:
		r.expected(place, "a string")
	}
	r.Raw()
	return ""
}

func (r *reader) expected(place, what string) {
	if r.problem == "" {
		if r.problem = "expected " + what; place != "" {
			r.problem = place + ": " + r.problem
		}
	}
}

// locate puts the place of a record before the problem that was found in it.
func (r *reader) locate(before string, i int) {
	if before == "" && r.problem != "" {
		r.problem = fmt.Sprintf("/Records/%d/%s", i, r.problem)
	}
}
