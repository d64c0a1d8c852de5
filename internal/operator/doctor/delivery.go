package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// receiver returns the function or queue to which the topic must deliver. If the receiver
// or the topic is unknown, it returns a finding instead.
func (e *examination) receiver(ctx context.Context) (arn string, unknown Finding) {
	if e.deployed.TopicARN == "" {
		return "", unnamed("--stack or --topic")
	}
	if e.deployed.IsDirect() {
		if e.functionARN == "" {
			return "", Finding{Status: NotChecked, Found: "not checked: see deployed code"}
		}
		return e.functionARN, Finding{}
	}
	if e.deployed.QueueURL == "" {
		return "", unnamed("--stack or --queue")
	}
	attributes, err := queueAttributes(ctx, e.cloud, e.deployed.QueueURL)
	if err != nil {
		return "", e.failure(err)
	}
	return attributes["QueueArn"], Finding{}
}

// subscription checks that the receiver is among the subscriptions of each topic.
func (e *examination) subscription(ctx context.Context) Finding {
	receiver, unknown := e.receiver(ctx)
	if receiver == "" {
		return unknown
	}
	for _, topic := range e.deployed.Topics() {
		if f := e.subscribed(ctx, topic, receiver); f.Status != OK {
			return f
		}
	}
	return found(strings.Join(e.deployed.Topics(), ", ") + " to " + receiver)
}

// permission checks that the policy of the function, or of the queue, allows the topic to
// deliver.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
func (e *examination) permission(ctx context.Context) Finding {
	receiver, unknown := e.receiver(ctx)
	if receiver == "" {
		return unknown
	}
	var policy, what string
	if e.deployed.IsDirect() {
		what = "the function's policy"
		out, err := lambda.NewFromConfig(e.cloud).GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: &e.deployed.FunctionName})
		if err != nil && !isNotFound(err) {
			return e.failure(fmt.Errorf("read the function's policy: %w", err))
		}
		if err == nil {
			policy = aws.ToString(out.Policy)
		}
	} else {
		what = "the queue's policy"
		attributes, err := queueAttributes(ctx, e.cloud, e.deployed.QueueURL)
		if err != nil {
			return e.failure(err)
		}
		policy = attributes["Policy"]
	}
	for _, topic := range e.deployed.Topics() {
		if !allows(policy, "sns.amazonaws.com", topic) {
			return failed(what+" does not allow the topic", e.allowTopic(what, topic))
		}
	}
	return found(what + " allows the topic")
}

// eventSource checks that the function receives from its queue. In the mode direct the
// queue holds only messages for another attempt.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
func (e *examination) eventSource(ctx context.Context) Finding {
	if e.deployed.QueueURL == "" || e.deployed.FunctionName == "" {
		return unnamed("--stack, or --queue and --function")
	}
	return e.readerOf(ctx, e.deployed.QueueURL)
}

// readerOf checks that the function receives from a queue.
func (e *examination) readerOf(ctx context.Context, url string) Finding {
	attributes, err := queueAttributes(ctx, e.cloud, url)
	if err != nil {
		return e.failure(err)
	}
	arn := attributes["QueueArn"]
	out, err := lambda.NewFromConfig(e.cloud).ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{
		FunctionName: &e.deployed.FunctionName, EventSourceArn: &arn,
	})
	if err != nil {
		return e.failure(fmt.Errorf("list event source mappings: %w", err))
	}
	for _, m := range out.EventSourceMappings {
		switch state := aws.ToString(m.State); state {
		case "Enabled":
			return found("the function receives from " + arn)
		case "Creating", "Enabling", "Updating":
			return warning("the event source mapping of the queue is "+strings.ToLower(state), "wait a minute, then run the same command again")
		default:
			return failed("the event source mapping of the queue is "+strings.ToLower(state),
				"aws lambda update-event-source-mapping --enabled --uuid "+aws.ToString(m.UUID))
		}
	}
	return failed("the function does not receive from "+arn, e.restore("the event source mapping"))
}

func queueAttributes(ctx context.Context, c aws.Config, url string) (map[string]string, error) {
	out, err := sqs.NewFromConfig(c).GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		return nil, fmt.Errorf("read queue %s: %w", url, err)
	}
	return out.Attributes, nil
}
