// Package deadletter reads, redrives, exports and deletes dead letters. Four senders write
// to a dead-letter queue, each in a form of its own. A letter of another form is kept and
// shown unchanged.
package deadletter

import (
	"strings"
	"time"

	"sns-dynamics/internal/operation"
)

// Source is the sender that put a letter into the dead-letter queue.
type Source string

// The sources.
const (
	// Function is the function: the message can never succeed, or it is an action with an
	// unknown outcome. The reason is in the attributes.
	Function Source = "function"
	// Lambda is the failure destination of Lambda: the invocation failed.
	Lambda Source = "lambda"
	// Subscription is SNS, which could not deliver the message.
	Subscription Source = "subscription"
	// Queue is the redrive policy of the function's queue: the message had its last
	// attempt.
	Queue Source = "queue"
	// Unknown is any other sender.
	Unknown Source = "unknown"
)

// Letter is a dead letter. A field is empty if the letter does not have it. Its JSON is a
// line of an export, with row data.
type Letter struct {
	Source Source `json:"source"`
	// QueueName is the queue that the letter is in.
	QueueName string `json:"queueName"`
	// SQSID is the id that SQS gave to the letter. ReceiptHandle serves to delete it.
	SQSID         string `json:"sqsId"`
	ReceiptHandle string `json:"-"`
	// MessageID, TopicARN and Published come from the first envelope.
	MessageID string    `json:"messageId,omitempty"`
	TopicARN  string    `json:"topicArn,omitempty"`
	Published time.Time `json:"published,omitzero"`
	// Class and Code come from the function. In a letter of Lambda or SNS, Code is the
	// condition of Lambda or the error code of SNS.
	Class  string `json:"class,omitempty"`
	Code   string `json:"code,omitempty"`
	Status int    `json:"status,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Operation, Action and EntitySet come from the message.
	Operation string `json:"operation,omitempty"`
	Action    string `json:"action,omitempty"`
	EntitySet string `json:"entitySet,omitempty"`
	// Route is the route of the message in a letter of the function, with the first digits of
	// the hash of the routes. A redrive finds the route anew.
	Route    string `json:"route,omitempty"`
	Attempts int    `json:"attempts,omitempty"`
	// RequestID is Dataverse's id of the last request in a letter of the function, and
	// the id of the sender's request in a letter of Lambda or SNS.
	RequestID string `json:"requestId,omitempty"`
	// Time is the time of the last attempt if it is known, or else the time when the
	// letter was sent to the queue.
	Time time.Time `json:"time,omitzero"`
	// Group is the letter's message group in a FIFO queue.
	Group string `json:"group,omitempty"`
	// RepeatRisk is the reason why a second run of the message may have a second effect; empty
	// if a second run has no effect.
	RepeatRisk string `json:"hazard,omitempty"`
	// Overtaken is the reason why a second run of the message may undo a newer change:
	// later messages of its group may have run. It is empty if it cannot undo a change.
	Overtaken string `json:"overtaken,omitempty"`
	// Envelopes are the SNS envelopes to redrive: one, or several in a letter of Lambda
	// whose event had several records. A letter of unknown form has no envelopes.
	Envelopes []string `json:"envelopes,omitempty"`
	// Message is the published text in the first envelope.
	Message string `json:"-"`
	// Received counts the receives of the letter, with this one.
	Received int `json:"received"`

	// Body and Attributes are the unchanged letter. System are its attributes from SQS.
	Body       string               `json:"body"`
	Attributes map[string]Attribute `json:"attributes,omitempty"`
	System     map[string]string    `json:"systemAttributes,omitempty"`
}

// Attribute is a message attribute. A binary value is base64.
type Attribute struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// CanRedrive reports whether the letter has an envelope to redrive.
func (l Letter) CanRedrive() bool { return len(l.Envelopes) > 0 }

// isRejected reports whether the message fails again unless the cause was corrected.
func (l Letter) isRejected() bool { return l.Class == string(operation.Rejected) }

// ShortestID is the fewest characters that stand for an id; see [Letter.BeginsWith].
const ShortestID = 8

// BeginsWith reports whether the SQS id of the letter or the MessageId begins with a text of at
// least [ShortestID] characters.
func (l Letter) BeginsWith(text string) bool {
	begins := func(id string) bool { return len(id) > len(text) && strings.EqualFold(id[:len(text)], text) }
	return len(text) >= ShortestID && (begins(l.SQSID) || begins(l.MessageID))
}

// IsNamed reports whether an id is the SQS id of the letter or the MessageId.
func (l Letter) IsNamed(id string) bool {
	return id != "" && (strings.EqualFold(id, l.SQSID) || strings.EqualFold(id, l.MessageID))
}
