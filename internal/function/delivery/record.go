package delivery

import (
	"bytes"
	"encoding/json/jsontext"
	"fmt"
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
