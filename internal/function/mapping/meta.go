package mapping

import "time"

// Meta is the data beside a message, the variable $meta of a program.
type Meta struct {
	MessageID, TopicARN string
	Published           time.Time
	// Subject is empty for a message without one; the program then finds null.
	Subject string
	// Attributes are the message attributes: string, json.Number or []any.
	Attributes map[string]any
}

// value returns the meta data as a program finds it.
func (m Meta) value() map[string]any {
	v := map[string]any{
		"messageId": m.MessageID, "topicArn": m.TopicARN, "publishTime": m.Published.UTC().Format("2006-01-02T15:04:05.000Z"),
		"subject": nil, "attributes": m.Attributes,
	}
	if m.Subject != "" {
		v["subject"] = m.Subject
	}
	if m.Attributes == nil {
		v["attributes"] = map[string]any{}
	}
	return v
}
