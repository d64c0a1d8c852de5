package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// isDirect reports whether SNS invokes the function, rather than to fill a queue.
func (e *examination) isDirect() bool {
	return e.places.Delivery == "" || e.places.Delivery == "direct"
}

// receiver is what the topic, which must be known too, has to deliver to.
func (e *examination) receiver(ctx context.Context) (arn string, unknown Finding) {
	if e.places.TopicARN == "" {
		return "", unnamed("--stack or --topic")
	}
	if e.isDirect() {
		if e.functionARN == "" {
			return "", Finding{Status: NotChecked, Found: "not checked: see deployed code"}
		}
		return e.functionARN, Finding{}
	}
	if e.places.QueueURL == "" {
		return "", unnamed("--stack or --queue")
	}
	attributes, err := e.queueAttributes(ctx, e.places.QueueURL)
	if err != nil {
		return "", e.failure(err)
	}
	return attributes["QueueArn"], Finding{}
}

// subscription looks for the receiver among the topic's subscriptions.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
func (e *examination) subscription(ctx context.Context) Finding {
	receiver, unknown := e.receiver(ctx)
	if receiver == "" {
		return unknown
	}
	others := 0
	pages := sns.NewListSubscriptionsByTopicPaginator(sns.NewFromConfig(e.cloud), &sns.ListSubscriptionsByTopicInput{TopicArn: &e.places.TopicARN})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return e.failure(fmt.Errorf("list subscriptions of the topic: %w", err))
		}
		for _, s := range page.Subscriptions {
			if aws.ToString(s.Endpoint) == receiver {
				return found(e.places.TopicARN + " to " + receiver)
			}
			others++
		}
	}
	return failed(fmt.Sprintf("%s does not deliver to %s; it has %d other subscriptions", e.places.TopicARN, receiver, others), e.subscribe(ctx, receiver))
}

// permission looks whether SNS may hand over what it delivers: by the policy of
// the function, or of the queue.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
func (e *examination) permission(ctx context.Context) Finding {
	receiver, unknown := e.receiver(ctx)
	if receiver == "" {
		return unknown
	}
	var policy, what string
	if e.isDirect() {
		what = "the function's policy"
		out, err := lambda.NewFromConfig(e.cloud).GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: &e.places.FunctionName})
		if err != nil && !isNotFound(err) {
			return e.failure(fmt.Errorf("read the function's policy: %w", err))
		}
		if err == nil {
			policy = aws.ToString(out.Policy)
		}
	} else {
		what = "the queue's policy"
		attributes, err := e.queueAttributes(ctx, e.places.QueueURL)
		if err != nil {
			return e.failure(err)
		}
		policy = attributes["Policy"]
	}
	if !allows(policy, "sns.amazonaws.com", e.places.TopicARN) {
		return failed(what+" does not let the topic in", e.letIn(what))
	}
	return found(what + " lets the topic in")
}

// eventSource looks whether the function takes from its queue: every message in
// the modes with a queue, and those to try again in the direct one.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
func (e *examination) eventSource(ctx context.Context) Finding {
	if e.places.QueueURL == "" || e.places.FunctionName == "" {
		return unnamed("--stack, or --queue and --function")
	}
	attributes, err := e.queueAttributes(ctx, e.places.QueueURL)
	if err != nil {
		return e.failure(err)
	}
	arn := attributes["QueueArn"]
	out, err := lambda.NewFromConfig(e.cloud).ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{
		FunctionName: &e.places.FunctionName, EventSourceArn: &arn,
	})
	if err != nil {
		return e.failure(fmt.Errorf("list event source mappings: %w", err))
	}
	for _, m := range out.EventSourceMappings {
		switch state := aws.ToString(m.State); state {
		case "Enabled":
			return found("the function takes from " + arn)
		case "Creating", "Enabling", "Updating":
			return warning("the event source mapping of the queue is "+strings.ToLower(state), "wait a minute, and look again")
		default:
			return failed("the event source mapping of the queue is "+strings.ToLower(state),
				"aws lambda update-event-source-mapping --enabled --uuid "+aws.ToString(m.UUID))
		}
	}
	return failed("the function does not take from "+arn, e.bringBack("the event source mapping"))
}

func (e *examination) queueAttributes(ctx context.Context, url string) (map[string]string, error) {
	out, err := sqs.NewFromConfig(e.cloud).GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		return nil, fmt.Errorf("read queue %s: %w", url, err)
	}
	return out.Attributes, nil
}
