package sns

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
	"sns-dynamics/internal/awsemulator/sqs"
)

// deliver delivers a message to the queue, or the function, of a subscription. The error
// comes from [Subscription.Deliver]. The refusal by a queue is not an error.
func (ts *Topics) deliver(t *topic, s *subscription, p Published, sequence string) error {
	if s.Protocol != "sqs" && s.Deliver != nil {
		return s.Deliver(ts.envelope(t, s, p, sequence))
	}
	if s.Protocol != "sqs" {
		return nil
	}
	m := sqs.Message{Group: p.Group, DeduplicationID: p.DeduplicationID}
	if s.Raw {
		m.Body, m.Attributes = p.Message, p.Attributes
	} else {
		m.Body = ts.envelope(t, s, p, sequence)
	}
	_ = ts.queues.Send(s.Endpoint, m) // a message that the queue refuses is lost
	return nil
}

// envelope returns the JSON document of a message for a queue, in the spacing of SNS. Its
// signature is not valid. The envelope of a FIFO topic has no signature.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
func (ts *Topics) envelope(t *topic, s *subscription, p Published, sequence string) string {
	host := "https://sns." + account.Region + ".amazonaws.com/"
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, `  "`+name+`" : `+quote(value))
		}
	}
	add("Type", "Notification")
	add("MessageId", p.MessageID)
	add("SequenceNumber", sequence)
	add("TopicArn", t.arn)
	add("Subject", p.Subject)
	add("Message", p.Message)
	add("Timestamp", ts.account.Now().UTC().Format("2006-01-02T15:04:05.000Z"))
	if !t.fifo {
		add("SignatureVersion", "1")
		add("Signature", base64.StdEncoding.EncodeToString([]byte("not signed: awstest")))
		add("SigningCertURL", host+"SimpleNotificationService-0000000000000000000000000000000.pem")
	}
	add("UnsubscribeURL", host+"?Action=Unsubscribe&SubscriptionArn="+s.arn)
	if len(p.Attributes) > 0 {
		lines = append(lines, `  "MessageAttributes" : `+envelopeAttributes(p.Attributes))
	}
	return "{\n" + strings.Join(lines, ",\n") + "\n}"
}

func envelopeAttributes(attributes map[string]sqs.Attribute) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		value := a.StringValue
		if a.IsBinary() {
			value = base64.StdEncoding.EncodeToString(a.BinaryValue)
		}
		lines = append(lines, "    "+quote(name)+` : {"Type":`+quote(a.DataType)+`,"Value":`+quote(value)+"}")
	}
	return "{\n" + strings.Join(lines, ",\n") + "\n  }"
}

func quote(text string) string { return string(protocol.EncodeJSON(text)) }
