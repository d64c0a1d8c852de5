package awstest

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func snsOperations() map[string]operation {
	return map[string]operation{
		"Publish":                   with((*Cloud).publishOne),
		"PublishBatch":              with((*Cloud).publishBatch),
		"GetTopicAttributes":        with((*Cloud).getTopicAttributes),
		"ListSubscriptionsByTopic":  with((*Cloud).listSubscriptionsByTopic),
		"GetSubscriptionAttributes": with((*Cloud).getSubscriptionAttributes),
	}
}

func snsRefuse(code, format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, code, format, args...)
}

func (c *Cloud) topic(arn string) (*topic, error) {
	if t := c.topics[arn]; t != nil {
		return t, nil
	}
	if !strings.HasPrefix(arn, "arn:aws:sns:") || strings.Count(arn, ":") != 5 {
		return nil, snsRefuse("InvalidParameter", "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not %d", strings.Count(arn, ":")+1)
	}
	return nil, refuse(http.StatusNotFound, "NotFound", "Topic does not exist")
}

// entries writes a map as XML does, in an order that stays the same.
func entries(m map[string]string) []entry {
	var list []entry
	for _, name := range slices.Sorted(maps.Keys(m)) {
		list = append(list, entry{name, m[name]})
	}
	return list
}

type snsAttributes struct {
	Attributes []entry `xml:"Attributes>entry"`
}

func (c *Cloud) getTopicAttributes(in struct{ TopicArn string }) (any, error) {
	t, err := c.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	out := maps.Clone(t.attributes)
	out["SubscriptionsConfirmed"] = strconv.Itoa(len(c.subscriptionsOf(t)))
	out["SubscriptionsPending"] = "0"
	out["SubscriptionsDeleted"] = "0"
	return snsAttributes{entries(out)}, nil
}

type listSubscriptionsInput struct{ TopicArn, NextToken string }

type listedSubscription struct{ SubscriptionArn, Owner, Protocol, Endpoint, TopicArn string }

// listSubscriptionsByTopic gives pages of 100.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
func (c *Cloud) listSubscriptionsByTopic(in listSubscriptionsInput) (any, error) {
	t, err := c.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	all := c.subscriptionsOf(t)
	from, to, next, ok := c.pageOf(len(all), in.NextToken, 100)
	if !ok {
		return nil, snsRefuse("InvalidParameter", "Invalid parameter: NextToken")
	}
	out := struct {
		Subscriptions []listedSubscription `xml:"Subscriptions>member"`
		NextToken     string               `xml:",omitempty"`
	}{NextToken: next}
	for _, s := range all[from:to] {
		out.Subscriptions = append(out.Subscriptions, listedSubscription{s.arn, Account, s.Protocol, s.Endpoint, s.topic})
	}
	return out, nil
}

func (c *Cloud) getSubscriptionAttributes(in struct{ SubscriptionArn string }) (any, error) {
	s := c.subscribers[in.SubscriptionArn]
	if s == nil {
		return nil, refuse(http.StatusNotFound, "NotFound", "Subscription does not exist")
	}
	out := map[string]string{
		"SubscriptionArn": s.arn, "TopicArn": s.topic, "Owner": Account, "Protocol": s.Protocol, "Endpoint": s.Endpoint,
		"RawMessageDelivery": strconv.FormatBool(s.Raw), "PendingConfirmation": "false", "ConfirmationWasAuthenticated": "true",
	}
	maps.Copy(out, s.Attributes)
	return snsAttributes{entries(out)}, nil
}
