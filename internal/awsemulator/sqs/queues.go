package sqs

import (
	"maps"
	"strconv"
	"strings"
	"sync"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/fault"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Queues are the queues of an account. They are safe for concurrent use. One call is
// carried out at a time, but a call that waits for messages holds up no other call.
type Queues struct {
	account *account.Account
	faults  *fault.Faults

	mu           sync.Mutex
	byURL        map[string]*queue
	deadLettered func(Message) // of OnDeadLetter, or nil
}

// New returns no queues. The entries of batches meet the faults given.
func New(a *account.Account, f *fault.Faults) *Queues {
	return &Queues{account: a, faults: f, byURL: map[string]*queue{}}
}

// QueueARN returns the ARN of the queue of a name.
func QueueARN(name string) string { return account.ARN("sqs", name) }

// QueueURL returns the URL of the queue of a name. It is a URL of AWS, so a client needs
// the emulator's endpoint besides.
func QueueURL(name string) string {
	return "https://sqs." + account.Region + ".amazonaws.com/" + account.ID + "/" + name
}

// Protocol returns the protocol of SQS.
func Protocol() protocol.Protocol {
	return protocol.JSON{Version: "1.0", QueryCompatible: true}
}

// Operations returns the operations of SQS by name.
func (qs *Queues) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{
		"GetQueueUrl":                  protocol.Exclusive(&qs.mu, qs.getQueueURL),
		"GetQueueAttributes":           protocol.Exclusive(&qs.mu, qs.getQueueAttributes),
		"SendMessage":                  protocol.Exclusive(&qs.mu, qs.sendMessage),
		"SendMessageBatch":             protocol.Exclusive(&qs.mu, qs.sendMessageBatch),
		"ReceiveMessage":               protocol.Concurrent(qs.receiveMessage),
		"DeleteMessage":                protocol.Exclusive(&qs.mu, qs.deleteMessage),
		"DeleteMessageBatch":           protocol.Exclusive(&qs.mu, qs.deleteMessageBatch),
		"ChangeMessageVisibility":      protocol.Exclusive(&qs.mu, qs.changeMessageVisibility),
		"ChangeMessageVisibilityBatch": protocol.Exclusive(&qs.mu, qs.changeMessageVisibilityBatch),
		"PurgeQueue":                   protocol.Exclusive(&qs.mu, qs.purgeQueue),
	}
}

// AddQueue makes an empty queue and returns its URL. A queue whose name ends in .fifo is
// a FIFO queue. The attributes are the attributes of CreateQueue, and may be nil. AddQueue
// replaces an existing queue of the name.
//
// A later call panics if a numeric attribute is not a number, or if RedrivePolicy is
// invalid or names an unknown queue.
func (qs *Queues) AddQueue(name string, attributes map[string]string) (url string) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	q := &queue{
		name: name, url: QueueURL(name), arn: QueueARN(name), fifo: strings.HasSuffix(name, ".fifo"),
		attributes: defaultAttributes(strconv.FormatInt(qs.account.Now().Unix(), 10)), changed: make(chan struct{}),
	}
	q.attributes["QueueArn"] = q.arn
	if q.fifo {
		q.attributes["FifoQueue"] = "true"
		q.attributes["ContentBasedDeduplication"] = "false"
	}
	maps.Copy(q.attributes, attributes)
	if replaced := qs.byURL[q.url]; replaced != nil {
		replaced.wakeReceivers()
	}
	qs.byURL[q.url] = q
	return q.url
}

// HasQueue reports whether a queue has an ARN.
func (qs *Queues) HasQueue(arn string) bool {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	return qs.byARN(arn) != nil
}

// queue returns the queue that a request names. It drops the messages whose retention
// period is over.
func (qs *Queues) queue(url string) (*queue, error) {
	q := qs.byURL[url]
	if q == nil {
		return nil, refuse("QueueDoesNotExist", "The specified queue does not exist.")
	}
	q.expire(qs.account.Now())
	return q, nil
}

func (qs *Queues) byARN(arn string) *queue {
	for _, q := range qs.byURL {
		if q.arn == arn {
			return q
		}
	}
	return nil
}
