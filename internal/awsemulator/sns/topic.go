package sns

import (
	"fmt"
	"maps"
	"strconv"

	"sns-dynamics/internal/awsemulator/fifo"
	"sns-dynamics/internal/awsemulator/protocol"
	"sns-dynamics/internal/awsemulator/sqs"
)

// topic is a topic. The lock of its Topics protects it.
type topic struct {
	arn           string
	fifo          bool
	attributes    map[string]string
	published     []Published
	deduplication fifo.Deduplication
}

// Published is a message that a topic accepted.
type Published struct {
	MessageID       string
	Message         string
	Subject         string
	Attributes      map[string]sqs.Attribute
	Group           string // MessageGroupId
	DeduplicationID string
}

// maxMessage returns the limit, in bytes, of a message and of the sum of a batch.
func (t *topic) maxMessage() int {
	text := t.attributes["MaximumMessageSize"]
	if text == "" {
		return 256 << 10
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("awsemulator: MaximumMessageSize of %s is %q", t.arn, text))
	}
	return n
}

type attributesResult struct {
	Attributes []protocol.Entry `xml:"Attributes>entry"`
}

// getTopicAttributes follows
// https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
func (ts *Topics) getTopicAttributes(in struct{ TopicArn string }) (any, error) {
	t, err := ts.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	out := maps.Clone(t.attributes)
	out["SubscriptionsConfirmed"] = strconv.Itoa(len(ts.subscriptionsOf(t)))
	out["SubscriptionsPending"] = "0"
	out["SubscriptionsDeleted"] = "0"
	return attributesResult{protocol.Entries(out)}, nil
}
