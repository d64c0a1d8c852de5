package main

import (
	"strconv"

	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
)

const (
	// retentionSeconds is 14 days, the most SQS offers. In a dead-letter queue
	// it is the time somebody has to look at the last copy of a message; a
	// standard queue counts it from when the message entered its first queue.
	// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
	retentionSeconds = 14 * 24 * 60 * 60

	// messageBytes is 1 MiB, the most SQS takes and the most an asynchronous
	// invocation carries. What comes to a queue is a message with its envelope
	// or its error around it, and what does not fit is dropped: with the 256
	// KiB of the default, messages near the limit of SNS would be.
	// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
	messageBytes = 1024 * 1024

	// visibilityTimeoutSeconds is how long a message stays out of sight when
	// the function neither finished it nor chose a time. Lambda asks for six
	// times the function's timeout, and the batching window besides.
	// See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
	visibilityTimeoutSeconds = 6 * functionTimeoutSeconds

	// longPollSeconds is the most SQS offers. An empty answer costs as much as
	// a full one.
	longPollSeconds = 20

	// maxReceiveCount is how many times a message is tried before SQS moves it
	// to the dead-letter queue: for 24 hours at the least. 120 tries are 119
	// waits. The function waits 15 minutes at most, and 96 such waits are 24
	// hours; the other 23 are left for the first ones, which are shorter.
	maxReceiveCount = 120
)

// queue holds the messages that are not in Dataverse yet: in directDelivery
// those that the function handed to it to be tried later, in queuedDelivery all
// of them.
func queue() cf.Resource {
	q := workQueue(deadLetterQueueID)
	q.AWSCloudFormationCondition = isStandardCondition
	return computed{
		Resource: q,
		properties: map[string]any{
			// As text, because goformation takes the number 1200 for base64.
			"VisibilityTimeout": cf.If(hasBatchingWindowCondition,
				strconv.Itoa(visibilityTimeoutSeconds+maxBatchingWindowSeconds),
				strconv.Itoa(visibilityTimeoutSeconds)),
		},
	}
}

// orderedQueue holds all messages of orderedDelivery. While one of a group is
// out of sight, be it in the function's hands or waiting to be tried again, SQS
// gives out no other of that group: this is how the rest of a group waits.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
func orderedQueue() *sqs.Queue {
	q := workQueue(orderedDeadLetterQueueID)
	q.AWSCloudFormationCondition = isOrderedCondition
	q.VisibilityTimeout = cf.Int(visibilityTimeoutSeconds)
	return fifo(q, "")
}

// workQueue is what the function takes messages from.
func workQueue(deadLetterQueue string) *sqs.Queue {
	q := safeQueue()
	q.ReceiveMessageWaitTimeSeconds = cf.Int(longPollSeconds)
	q.RedrivePolicy = map[string]any{
		"deadLetterTargetArn": cf.GetAtt(deadLetterQueue, "Arn"),
		"maxReceiveCount":     maxReceiveCount,
	}
	q.AWSCloudFormationMetadata = map[string]any{"checkov": skipCheckov(skipSQSKey)}
	return q
}

// safeQueue has what every queue of the stack has. It is encrypted with the key
// of SQS itself, because SNS can use a KMS key only when the key's policy lets
// it, which no AWS managed key does.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
func safeQueue() *sqs.Queue {
	return &sqs.Queue{
		SqsManagedSseEnabled:   cf.Bool(true),
		MessageRetentionPeriod: cf.Int(retentionSeconds),
		MaximumMessageSize:     cf.Int(messageBytes),
		// Neither deleting the stack nor another mode of delivery must delete
		// messages.
		AWSCloudFormationDeletionPolicy:      "RetainExceptOnCreate",
		AWSCloudFormationUpdateReplacePolicy: "Retain",
	}
}

// fifo makes a queue FIFO, with the limit on throughput and the memory for
// duplicates both per group. What names the kind of queue stands in its name.
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
func fifo(q *sqs.Queue, kind string) *sqs.Queue {
	q.QueueName = fifoName(kind)
	q.FifoQueue = cf.Bool(true)
	q.DeduplicationScope = cf.String("messageGroup")
	q.FifoThroughputLimit = cf.String("perMessageGroupId")
	return q
}

// queueArn is the queue that the function takes messages from, in any mode.
func queueArn() string {
	return ifOrdered(cf.GetAtt(orderedQueueID, "Arn"), cf.GetAtt(queueID, "Arn"))
}

// queuePolicy lets the topic send only in the mode where the queue is subscribed
// to it. What the function sends, it sends in the name of functionRole.
func queuePolicy() *sqs.QueuePolicy {
	p := sendersPolicy(queueID, cf.If(isQueuedCondition, topicSends(topicID, queueID), cf.Ref(noValue)))
	p.AWSCloudFormationCondition = isStandardCondition
	return p
}

func orderedQueuePolicy() *sqs.QueuePolicy {
	p := sendersPolicy(orderedQueueID, topicSends(orderedTopicID, orderedQueueID))
	p.AWSCloudFormationCondition = isOrderedCondition
	return p
}

// sendersPolicy lets in the senders that the statement names, and all only over
// TLS.
func sendersPolicy(queue string, senders any) *sqs.QueuePolicy {
	return &sqs.QueuePolicy{
		Queues:         []string{cf.Ref(queue)},
		PolicyDocument: policy(senders, denyPlaintext(cf.GetAtt(queue, "Arn"), "sqs:*")),
	}
}

// topicSends lets the subscriptions of a topic of this stack, and of no other,
// write to a queue.
// See https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
func topicSends(topic, queue string) statement {
	return statement{
		Sid:       "TopicSends",
		Effect:    "Allow",
		Principal: service("sns.amazonaws.com"),
		Action:    []string{"sqs:SendMessage"},
		Resource:  cf.GetAtt(queue, "Arn"),
		Condition: fromTopic(topic),
	}
}
