// Package deadletter reads, sends on, keeps and deletes what is in a dead-letter
// queue. Letters of four senders end there, each in a shape of its own; what is of
// none of them is kept and shown as it is.
package deadletter

import (
	"strings"
	"time"

	"sns-dynamics/internal/dynamics"
)

// Source is who put a letter into the dead-letter queue.
type Source string

// The sources.
const (
	// Function is the function: the message can never succeed, or is an action of
	// unknown outcome. The reason is in the attributes.
	Function Source = "function"
	// Lambda is its failure destination: the function could not say what became of
	// the message.
	Lambda Source = "lambda"
	// Subscription is SNS, which could not deliver the message.
	Subscription Source = "subscription"
	// Queue is the redrive policy of the function's queue: the message was tried
	// for as long as it may be.
	Queue Source = "queue"
	// Unknown is a letter of a shape that none of these writes.
	Unknown Source = "unknown"
)

// Letter is one dead letter, as far as it says. Its JSON is what an export holds,
// row data included.
type Letter struct {
	Source Source `json:"source"`
	// QueueName is the queue that the letter is in.
	QueueName string `json:"queueName"`
	// SQSID is SQS's own id of the letter, and ReceiptHandle what it is deleted by.
	SQSID         string `json:"sqsId"`
	ReceiptHandle string `json:"-"`
	// MessageID, TopicARN and Published are those of the first envelope.
	MessageID string    `json:"messageId,omitempty"`
	TopicARN  string    `json:"topicArn,omitempty"`
	Published time.Time `json:"published,omitzero"`
	// Class and Code are the function's; of Lambda and of SNS, Code is the
	// condition or the error code that they give.
	Class  string `json:"class,omitempty"`
	Code   string `json:"code,omitempty"`
	Status int    `json:"status,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Operation, Action and EntitySet are what the message asks for.
	Operation string `json:"operation,omitempty"`
	Action    string `json:"action,omitempty"`
	EntitySet string `json:"entitySet,omitempty"`
	Attempts  int    `json:"attempts,omitempty"`
	// RequestID is Dataverse's id of the last request where the function wrote the
	// letter, else that of Lambda's or SNS's.
	RequestID string `json:"requestId,omitempty"`
	// Time is when the message was given up, as far as known, else when it was sent
	// to the queue.
	Time time.Time `json:"time,omitzero"`
	// Group is the letter's message group in a FIFO queue.
	Group string `json:"group,omitempty"`
	// Hazard is why running the message again may do twice what it does; empty for
	// one that makes no difference the second time.
	Hazard string `json:"hazard,omitempty"`
	// Overtaken is why running the message again may undo a newer change: later
	// messages of its group may have been carried out. It is empty for a message that
	// undoes nothing.
	Overtaken string `json:"overtaken,omitempty"`
	// Envelopes are what must be sent on, as SNS writes them: one, but of Lambda's
	// record of several Records; none where the shape is unknown.
	Envelopes []string `json:"envelopes,omitempty"`
	// Message is the text that was published, of the first envelope.
	Message string `json:"-"`
	// Received is how often the letter itself was received, this time included.
	Received int `json:"received"`

	// Body and Attributes are the letter as it is, and System what SQS says of it.
	Body       string               `json:"body"`
	Attributes map[string]Attribute `json:"attributes,omitempty"`
	System     map[string]string    `json:"systemAttributes,omitempty"`
}

// Attribute is a message attribute. Binary ones are base64.
type Attribute struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// CanRedrive reports whether it is known what to send on.
func (l Letter) CanRedrive() bool { return len(l.Envelopes) > 0 }

// IsRejected reports whether the message fails again unless its cause was mended.
func (l Letter) IsRejected() bool { return l.Class == string(dynamics.Rejected) }

// IsNamed reports whether an id is the letter's: SQS's, or that of the message.
func (l Letter) IsNamed(id string) bool {
	return id != "" && (strings.EqualFold(id, l.SQSID) || strings.EqualFold(id, l.MessageID))
}
