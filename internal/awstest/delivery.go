package awstest

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
)

// deliver brings a message to a queue; other protocols are not acted out. What
// a queue would not take is lost, as it is with SNS in the end.
func (c *Cloud) deliver(t *topic, s *subscription, p Published, sequence string) {
	if s.Protocol != "sqs" {
		return
	}
	q := c.queueByARN(s.Endpoint)
	if q == nil {
		return
	}
	e := sendEntry{MessageBody: c.envelope(t, s, p, sequence), MessageGroupID: p.Group}
	if s.Raw {
		e.MessageBody, e.MessageAttributes = p.Message, p.Attributes
	}
	if q.fifo {
		e.MessageDeduplicationID = p.DeduplicationID
	}
	_, _ = c.send(q, e)
}

// envelope is the JSON document that SNS makes of a message for a queue, in
// SNS's own spacing. The signature is no signature; messages of FIFO topics
// have none.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
func (c *Cloud) envelope(t *topic, s *subscription, p Published, sequence string) string {
	host := "https://sns." + Region + ".amazonaws.com/"
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, `  "`+name+`" : `+string(encodeJSON(value)))
		}
	}
	add("Type", "Notification")
	add("MessageId", p.MessageID)
	add("SequenceNumber", sequence)
	add("TopicArn", t.arn)
	add("Subject", p.Subject)
	add("Message", p.Message)
	add("Timestamp", c.now().UTC().Format("2006-01-02T15:04:05.000Z"))
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

func envelopeAttributes(attributes map[string]Attribute) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		value := a.StringValue
		if a.isBinary() {
			value = base64.StdEncoding.EncodeToString(a.BinaryValue)
		}
		lines = append(lines, "    "+string(encodeJSON(name))+` : {"Type":`+string(encodeJSON(a.DataType))+`,"Value":`+string(encodeJSON(value))+"}")
	}
	return "{\n" + strings.Join(lines, ",\n") + "\n  }"
}
