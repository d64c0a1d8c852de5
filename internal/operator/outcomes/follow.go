// Package outcomes reads the outcome events of a stack while they are published.
package outcomes

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	// queuePrefix begins the name of a temporary queue.
	queuePrefix = "dynctl-outcomes-"
	// longPoll is the limit of SQS for a wait for messages, in seconds.
	longPoll = 20
	// retention is how long, in seconds, SQS keeps an event in the temporary queue.
	retention = "3600"
	// removal bounds the calls that remove the queue and the subscription.
	removal = 20 * time.Second
)

// follower is a temporary queue with its subscription to the topic of the events.
type follower struct {
	sns          *sns.Client
	sqs          *sqs.Client
	topic        string
	queueURL     string
	queueARN     string
	subscription string
}

// Follow subscribes a temporary queue to a topic, and calls show with the text of each event
// until show returns false or ctx ends. ready is called when the subscription exists: earlier
// events are not shown. At the end Follow removes the subscription and the queue, also after
// ctx has ended.
//
// The error is an error of the SDK. It is nil if ctx ended. If the queue or the subscription
// cannot be removed, the error names it.
//
// See https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
func Follow(ctx context.Context, c aws.Config, topicARN string, ready func(), show func(event string) bool) (err error) {
	f := &follower{sns: sns.NewFromConfig(c), sqs: sqs.NewFromConfig(c), topic: topicARN}
	defer func() { err = errors.Join(err, f.remove(ctx)) }()
	if err := f.subscribe(ctx); err != nil {
		return ended(ctx, err)
	}
	ready()
	for ctx.Err() == nil {
		more, err := f.receive(ctx, show)
		if err != nil || !more {
			return ended(ctx, err)
		}
	}
	return nil
}

// ended returns nil for an error of a call that ctx ended.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// subscribe creates the queue, which takes messages of the topic alone, and subscribes it.
func (f *follower) subscribe(ctx context.Context) error {
	name := queuePrefix + strings.ToLower(rand.Text())[:12]
	made, err := f.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: map[string]string{
		string(types.QueueAttributeNameMessageRetentionPeriod): retention,
	}})
	if err != nil {
		return fmt.Errorf("create the temporary queue %s: %w", name, err)
	}
	f.queueURL = aws.ToString(made.QueueUrl)
	arn := string(types.QueueAttributeNameQueueArn)
	found, err := f.sqs.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &f.queueURL, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn}})
	if err != nil {
		return fmt.Errorf("read the ARN of the temporary queue: %w", err)
	}
	f.queueARN = found.Attributes[arn]
	if _, err := f.sqs.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: &f.queueURL, Attributes: map[string]string{
		string(types.QueueAttributeNamePolicy): f.policy(),
	}}); err != nil {
		return fmt.Errorf("let the topic send to the temporary queue: %w", err)
	}
	subscribed, err := f.sns.Subscribe(ctx, &sns.SubscribeInput{
		TopicArn: &f.topic, Protocol: aws.String("sqs"), Endpoint: &f.queueARN, ReturnSubscriptionArn: true,
		Attributes: map[string]string{"RawMessageDelivery": "true"},
	})
	if err != nil {
		return fmt.Errorf("subscribe the temporary queue to %s: %w", f.topic, err)
	}
	f.subscription = aws.ToString(subscribed.SubscriptionArn)
	return nil
}

// policy lets SNS send to the queue for the topic alone.
func (f *follower) policy() string {
	text, _ := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{ // texts always marshal
		"Effect": "Allow", "Principal": map[string]string{"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": f.queueARN,
		"Condition": map[string]any{"ArnEquals": map[string]string{"aws:SourceArn": f.topic}},
	}}})
	return string(text)
}

// receive waits for events, shows them and deletes them. It returns false if no more events
// are wanted.
func (f *follower) receive(ctx context.Context, show func(event string) bool) (more bool, err error) {
	got, err := f.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &f.queueURL, MaxNumberOfMessages: 10, WaitTimeSeconds: longPoll})
	if err != nil {
		return false, fmt.Errorf("receive from the temporary queue: %w", err)
	}
	for _, m := range got.Messages {
		more := show(aws.ToString(m.Body))
		_, err := f.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &f.queueURL, ReceiptHandle: m.ReceiptHandle})
		if err != nil || !more {
			return false, err
		}
	}
	return true, nil
}

// remove removes the subscription and the queue.
func (f *follower) remove(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removal)
	defer cancel()
	var failures []error
	if f.subscription != "" {
		if _, err := f.sns.Unsubscribe(ctx, &sns.UnsubscribeInput{SubscriptionArn: &f.subscription}); err != nil {
			failures = append(failures, fmt.Errorf("remove the subscription %s: %w", f.subscription, err))
		}
	}
	if f.queueURL != "" {
		if _, err := f.sqs.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: &f.queueURL}); err != nil {
			failures = append(failures, fmt.Errorf("delete the temporary queue %s: %w", f.queueURL, err))
		}
	}
	return errors.Join(failures...)
}
