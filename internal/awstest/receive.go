package awstest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

type receiveMessageInput struct {
	QueueURL                    string `json:"QueueUrl"`
	AttributeNames              []string
	MessageSystemAttributeNames []string
	MessageAttributeNames       []string
	MaxNumberOfMessages         *int
	VisibilityTimeout           *int
	WaitTimeSeconds             int
}

type receivedMessage struct {
	MessageID              string `json:"MessageId"`
	ReceiptHandle          string
	MD5OfBody              string
	Body                   string
	Attributes             map[string]string    `json:",omitempty"`
	MD5OfMessageAttributes string               `json:",omitempty"`
	MessageAttributes      map[string]Attribute `json:",omitempty"`
}

const maxVisibility = 12 * 60 * 60

// receiveMessage gives out visible messages in the order they came. It never
// waits for any: WaitTimeSeconds is only checked.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func (c *Cloud) receiveMessage(in receiveMessageInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	most, visibility := 1, q.number("VisibilityTimeout")
	if in.MaxNumberOfMessages != nil {
		most = *in.MaxNumberOfMessages
	}
	if in.VisibilityTimeout != nil {
		visibility = *in.VisibilityTimeout
	}
	switch {
	case most < 1 || most > 10:
		return nil, invalidValue("MaxNumberOfMessages", most, "Must be between 1 and 10, if provided.")
	case visibility < 0 || visibility > maxVisibility:
		return nil, invalidValue("VisibilityTimeout", visibility, "Must be between 0 and 43200, if provided.")
	case in.WaitTimeSeconds < 0 || in.WaitTimeSeconds > 20:
		return nil, invalidValue("WaitTimeSeconds", in.WaitTimeSeconds, "Must be >= 0 and <= 20, if provided.")
	}
	out := []receivedMessage{}
	for _, m := range c.receive(q, most, time.Duration(visibility)*time.Second) {
		attributes := in.wanted(m.Attributes)
		out = append(out, receivedMessage{
			MessageID: m.ID, ReceiptHandle: q.handle(m), MD5OfBody: md5Of(m.Body), Body: m.Body,
			Attributes:             m.system(slices.Concat(in.AttributeNames, in.MessageSystemAttributeNames)),
			MD5OfMessageAttributes: md5OfAttributes(attributes), MessageAttributes: attributes,
		})
	}
	return map[string]any{"Messages": out}, nil
}

// receive takes messages off, and moves those that were received too often to
// the dead-letter queue instead.
func (c *Cloud) receive(q *queue, most int, visibility time.Duration) []*message {
	now := c.now()
	target, maxReceives := c.redrive(q)
	blocked := map[string]bool{} // groups of a FIFO queue with a message before that must go first
	var out []*message
	for _, m := range slices.Clone(q.messages) {
		if len(out) == most {
			break
		}
		switch {
		case q.fifo && blocked[m.Group]:
			continue
		case now.Before(m.visibleAt):
			blocked[m.Group] = true
			continue
		case maxReceives > 0 && m.Receives >= maxReceives:
			c.bury(q, target, m)
			continue
		}
		m.received, m.visibleAt = true, now.Add(visibility)
		m.Receives++
		m.handles++
		if m.FirstReceived.IsZero() {
			m.FirstReceived = now
		}
		out = append(out, m)
	}
	return out
}

// bury moves a message to a dead-letter queue, where it keeps its id and its
// counts; only a FIFO queue takes the time anew.
func (c *Cloud) bury(from, to *queue, m *message) {
	from.remove(m)
	m.received, m.visibleAt, m.Source = false, c.now(), from.arn
	if to.fifo {
		m.Sent = c.now()
	}
	to.messages = append(to.messages, m)
}

// wanted returns the attributes that a call names: all, by name or by prefix.
func (in receiveMessageInput) wanted(attributes map[string]Attribute) map[string]Attribute {
	out := map[string]Attribute{}
	for name, a := range attributes {
		if slices.ContainsFunc(in.MessageAttributeNames, func(pattern string) bool {
			prefix, open := strings.CutSuffix(pattern, ".*")
			return pattern == "All" || pattern == name || open && strings.HasPrefix(name, prefix)
		}) {
			out[name] = a
		}
	}
	return out
}

func (m *message) system(names []string) map[string]string {
	milliseconds := func(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
	out := map[string]string{}
	for name, value := range map[string]string{
		"SenderId": "AROAIOSFODNN7EXAMPLE:awstest", "SentTimestamp": milliseconds(m.Sent),
		"ApproximateReceiveCount": strconv.Itoa(m.Receives), "ApproximateFirstReceiveTimestamp": milliseconds(m.FirstReceived),
		"SequenceNumber": m.sequence, "MessageDeduplicationId": m.DeduplicationID, "MessageGroupId": m.Group,
		"AWSTraceHeader": m.trace, "DeadLetterQueueSourceArn": m.Source,
	} {
		if value != "" && (slices.Contains(names, "All") || slices.Contains(names, name)) {
			out[name] = value
		}
	}
	return out
}
