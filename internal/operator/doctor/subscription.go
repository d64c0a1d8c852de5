package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"
)

// subscribed checks that the receiver is among the subscriptions of a topic. Only the owner
// of a topic may list its subscriptions; of a topic of another account, the subscriptions of
// this account are listed.
func (e *examination) subscribed(ctx context.Context, topic, receiver string) Finding {
	next := ofTopic(e.cloud, topic)
	if accountOf(topic) != accountOf(receiver) {
		next = ofAccount(e.cloud, topic)
	}
	others := 0
	for {
		page, isLast, err := next(ctx)
		if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() == "NotFound" {
			return failed("no such topic: "+topic, "give a topic that exists: --topic, or unset DYNAMICS_TOPIC_ARN to take the stack's")
		}
		if err != nil {
			return e.failure(fmt.Errorf("list subscriptions of the topic: %w", err))
		}
		for _, s := range page {
			if aws.ToString(s.Endpoint) == receiver {
				return found(topic + " to " + receiver)
			}
			others++
		}
		if isLast {
			break
		}
	}
	return failed(fmt.Sprintf("%s does not deliver to %s; it has %d other subscriptions", topic, receiver, others), e.subscribe(ctx, topic, receiver))
}

// subscriptions returns the next page of subscriptions, and whether it is the last one.
type subscriptions func(context.Context) (page []types.Subscription, isLast bool, err error)

// ofTopic lists the subscriptions of a topic of this account.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
func ofTopic(c aws.Config, topic string) subscriptions {
	pages := sns.NewListSubscriptionsByTopicPaginator(sns.NewFromConfig(c), &sns.ListSubscriptionsByTopicInput{TopicArn: &topic})
	return func(ctx context.Context) ([]types.Subscription, bool, error) {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, false, err
		}
		return page.Subscriptions, !pages.HasMorePages(), nil
	}
}

// ofAccount lists the subscriptions of this account to a topic.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html
func ofAccount(c aws.Config, topic string) subscriptions {
	pages := sns.NewListSubscriptionsPaginator(sns.NewFromConfig(c), &sns.ListSubscriptionsInput{})
	return func(ctx context.Context) ([]types.Subscription, bool, error) {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, false, err
		}
		var those []types.Subscription
		for _, s := range page.Subscriptions {
			if aws.ToString(s.TopicArn) == topic {
				those = append(those, s)
			}
		}
		return those, !pages.HasMorePages(), nil
	}
}

// accountOf is the account in an ARN; empty for another text.
func accountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[4]
}
