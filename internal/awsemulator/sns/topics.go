package sns

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/fault"
	"sns-dynamics/internal/awsemulator/protocol"
	"sns-dynamics/internal/awsemulator/sqs"
)

// Topics are the topics and subscriptions of an account. They are safe for concurrent
// use. One call is carried out at a time.
type Topics struct {
	account *account.Account
	faults  *fault.Faults
	queues  *sqs.Queues

	mu            sync.Mutex // locked before the lock of queues
	byARN         map[string]*topic
	subscriptions map[string]*subscription // by ARN
}

// New returns no topics. Subscriptions deliver to the queues given, and the entries of
// batches meet the faults given.
func New(a *account.Account, f *fault.Faults, queues *sqs.Queues) *Topics {
	return &Topics{account: a, faults: f, queues: queues, byARN: map[string]*topic{}, subscriptions: map[string]*subscription{}}
}

// TopicARN returns the ARN of the topic of a name.
func TopicARN(name string) string { return account.ARN("sns", name) }

// Protocol returns the protocol of SNS.
func Protocol() protocol.Protocol {
	return protocol.Query{Namespace: "http://sns.amazonaws.com/doc/2010-03-31/"}
}

// Operations returns the operations of SNS by name.
func (ts *Topics) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{
		"Publish":                   protocol.Exclusive(&ts.mu, ts.publishOne),
		"PublishBatch":              protocol.Exclusive(&ts.mu, ts.publishBatch),
		"GetTopicAttributes":        protocol.Exclusive(&ts.mu, ts.getTopicAttributes),
		"ListSubscriptionsByTopic":  protocol.Exclusive(&ts.mu, ts.listSubscriptionsByTopic),
		"GetSubscriptionAttributes": protocol.Exclusive(&ts.mu, ts.getSubscriptionAttributes),
	}
}

// AddTopic makes a topic and returns its ARN. A topic whose name ends in .fifo is a
// FIFO topic. The attributes are the attributes of CreateTopic, and may be nil. AddTopic
// replaces an existing topic of the name. Publish panics if MaximumMessageSize is not a
// number.
func (ts *Topics) AddTopic(name string, attributes map[string]string) (topicARN string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := &topic{arn: TopicARN(name), fifo: strings.HasSuffix(name, ".fifo"), attributes: map[string]string{}}
	t.attributes["TopicArn"] = t.arn
	t.attributes["Owner"] = account.ID
	t.attributes["DisplayName"] = ""
	if t.fifo {
		t.attributes["FifoTopic"] = "true"
		t.attributes["ContentBasedDeduplication"] = "false"
	}
	maps.Copy(t.attributes, attributes)
	ts.byARN[t.arn] = t
	return t.arn
}

// Published returns the messages that a topic accepted, in the order of their arrival,
// without the duplicates that a FIFO topic recognized. The account's Keep limits them. It
// panics for an unknown topic.
func (ts *Topics) Published(topicARN string) []Published {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return slices.Clone(ts.mustFind(topicARN).published)
}

// mustFind returns the topic of an ARN that a Go caller gave.
func (ts *Topics) mustFind(arn string) *topic {
	t := ts.byARN[arn]
	if t == nil {
		panic(fmt.Sprintf("awsemulator: no topic %q", arn))
	}
	return t
}

// topic returns the topic that a request names.
func (ts *Topics) topic(arn string) (*topic, error) {
	if t := ts.byARN[arn]; t != nil {
		return t, nil
	}
	if !strings.HasPrefix(arn, "arn:aws:sns:") || strings.Count(arn, ":") != 5 {
		return nil, refuse("InvalidParameter", "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not %d", strings.Count(arn, ":")+1)
	}
	return nil, notFound("Topic does not exist")
}
