package sns

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Subscription is a subscription to a topic. Only the protocol sqs and a subscription with
// Deliver get messages.
type Subscription struct {
	Protocol   string            // such as sqs or lambda
	Endpoint   string            // such as the ARN of the queue or function
	Raw        bool              // RawMessageDelivery
	Attributes map[string]string // more of GetSubscriptionAttributes, such as RedrivePolicy; no effect
	// Deliver gets the envelope of each message of a subscription that is not of the
	// protocol sqs; nil means that the subscription gets no message. It must not use the
	// topics: Publish calls it with their lock. Its error refuses the message with the code
	// Throttled.
	Deliver func(envelope string) error
}

type subscription struct {
	Subscription
	arn, topic string
}

// Subscribe subscribes to a topic and returns the ARN of the subscription. It panics for
// an unknown topic or queue, and for a filter policy, which would have no effect.
func (ts *Topics) Subscribe(topicARN string, s Subscription) (subscriptionARN string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.mustFind(topicARN)
	if s.Attributes["FilterPolicy"] != "" && s.Protocol == "sqs" {
		panic("the emulator does not cover filter policies")
	}
	if s.Protocol == "sqs" && !ts.queues.HasQueue(s.Endpoint) {
		panic(fmt.Sprintf("awsemulator: no queue %q", s.Endpoint))
	}
	stored := &subscription{Subscription: s, arn: topicARN + ":" + ts.account.UUID(), topic: topicARN}
	ts.subscriptions[stored.arn] = stored
	return stored.arn
}

func (ts *Topics) subscriptionsOf(t *topic) []*subscription {
	var list []*subscription
	for _, s := range ts.subscriptions {
		if s.topic == t.arn {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b *subscription) int { return cmp.Compare(a.arn, b.arn) })
	return list
}

type listSubscriptionsInput struct{ TopicArn, NextToken string }

type listedSubscription struct{ SubscriptionArn, Owner, Protocol, Endpoint, TopicArn string }

// maxSubscriptionsPage is the limit of the subscriptions of a page.
const maxSubscriptionsPage = 100

// listSubscriptionsByTopic follows
// https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
func (ts *Topics) listSubscriptionsByTopic(in listSubscriptionsInput) (any, error) {
	t, err := ts.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	all := ts.subscriptionsOf(t)
	page, ok := ts.account.Page(len(all), in.NextToken, maxSubscriptionsPage)
	if !ok {
		return nil, refuse("InvalidParameter", "Invalid parameter: NextToken")
	}
	out := struct {
		Subscriptions []listedSubscription `xml:"Subscriptions>member"`
		NextToken     string               `xml:",omitempty"`
	}{NextToken: page.Next}
	for _, s := range all[page.From:page.To] {
		out.Subscriptions = append(out.Subscriptions, listedSubscription{s.arn, account.ID, s.Protocol, s.Endpoint, s.topic})
	}
	return out, nil
}

// getSubscriptionAttributes follows
// https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
func (ts *Topics) getSubscriptionAttributes(in struct{ SubscriptionArn string }) (any, error) {
	s := ts.subscriptions[in.SubscriptionArn]
	if s == nil {
		return nil, notFound("Subscription does not exist")
	}
	out := map[string]string{
		"SubscriptionArn": s.arn, "TopicArn": s.topic, "Owner": account.ID, "Protocol": s.Protocol, "Endpoint": s.Endpoint,
		"RawMessageDelivery": strconv.FormatBool(s.Raw), "PendingConfirmation": "false", "ConfirmationWasAuthenticated": "true",
	}
	maps.Copy(out, s.Attributes)
	return attributesResult{protocol.Entries(out)}, nil
}
