package awstest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

type topic struct {
	arn        string
	fifo       bool
	attributes map[string]string
	published  []Published
	dedup      dedup
}

// Published is a message that a topic took.
type Published struct {
	MessageID       string
	Message         string
	Subject         string
	Attributes      map[string]Attribute
	Group           string // MessageGroupId
	DeduplicationID string
}

// AddTopic makes a topic and returns its ARN; a name that ends in .fifo makes
// it a FIFO topic. The attributes, which may be nil, are those of CreateTopic.
// A topic of that name that is there already is replaced.
func (c *Cloud) AddTopic(name string, attributes map[string]string) (topicARN string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &topic{arn: TopicARN(name), fifo: strings.HasSuffix(name, ".fifo"), attributes: map[string]string{}, dedup: dedup{}}
	t.attributes["TopicArn"] = t.arn
	t.attributes["Owner"] = Account
	t.attributes["DisplayName"] = ""
	if t.fifo {
		t.attributes["FifoTopic"] = "true"
		t.attributes["ContentBasedDeduplication"] = "false"
	}
	maps.Copy(t.attributes, attributes)
	c.topics[t.arn] = t
	return t.arn
}

// TopicARN returns the ARN of the topic of that name.
func TopicARN(name string) string { return arn("sns", name) }

// Published returns what a topic took, in the order it came; duplicates that a
// FIFO topic told apart are not in it.
func (c *Cloud) Published(topicARN string) []Published {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.topics[topicARN]
	if t == nil {
		panic(fmt.Sprintf("awstest: no topic %q", topicARN))
	}
	return slices.Clone(t.published)
}

// Subscription is what a topic delivers to. Messages reach subscribers of the
// protocol sqs; of others it is only known that they are subscribed.
type Subscription struct {
	Protocol   string            // such as sqs or lambda
	Endpoint   string            // such as the ARN of the queue or function
	Raw        bool              // RawMessageDelivery
	Attributes map[string]string // more of GetSubscriptionAttributes, such as RedrivePolicy
}

type subscription struct {
	Subscription
	arn, topic string
}

// Subscribe subscribes to a topic that is there, and returns the ARN of the
// subscription. A filter policy is refused: it would not be heeded.
func (c *Cloud) Subscribe(topicARN string, s Subscription) (subscriptionARN string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.topics[topicARN] == nil {
		panic(fmt.Sprintf("awstest: no topic %q", topicARN))
	}
	if s.Attributes["FilterPolicy"] != "" && s.Protocol == "sqs" {
		panic("awstest does not cover filter policies")
	}
	if s.Protocol == "sqs" && c.queueByARN(s.Endpoint) == nil {
		panic(fmt.Sprintf("awstest: no queue %q", s.Endpoint))
	}
	stored := &subscription{Subscription: s, arn: topicARN + ":" + c.id(), topic: topicARN}
	c.subscribers[stored.arn] = stored
	return stored.arn
}

func (c *Cloud) subscriptionsOf(t *topic) []*subscription {
	var list []*subscription
	for _, s := range c.subscribers {
		if s.topic == t.arn {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b *subscription) int { return cmp.Compare(a.arn, b.arn) })
	return list
}

// maxMessage bounds a message, and the sum of a batch.
func (t *topic) maxMessage() int {
	text := t.attributes["MaximumMessageSize"]
	if text == "" {
		return 256 << 10
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("awstest: MaximumMessageSize of %s is %q", t.arn, text))
	}
	return n
}
