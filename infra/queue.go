package main

import (
	"strconv"

	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
)

const (
	// retentionSeconds is 14 days, the limit of SQS. In a dead-letter queue it is the time
	// in which an operator has to act. For a standard queue it starts when the message
	// entered its first queue: a letter that the redrive policy moved has 13 days left, or
	// 12 if each attempt lasted until its timeout.
	// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
	retentionSeconds = 14 * 24 * 60 * 60

	// messageBytes is 1 MiB, the limit of SQS and of an asynchronous invocation. A queue
	// gets a message inside its envelope, or inside a failed event, and drops a longer
	// one. With the default of 256 KiB, messages near the limit of SNS would be dropped.
	// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
	messageBytes = 1024 * 1024

	// visibilityTimeoutSeconds applies if the function neither completed a message nor
	// set its visibility timeout. Lambda requires six times the timeout of the function,
	// plus the batching window.
	// See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
	visibilityTimeoutSeconds = 6 * functionTimeoutSeconds

	// longPollSeconds is the limit of SQS. An empty response costs as much as a full
	// one.
	longPollSeconds = 20

	// maxReceiveCount is the number of attempts before SQS moves a message to the
	// dead-letter queue. The attempts last at least 24 hours: 120 attempts have 119 waits
	// between them. The longest wait is 15 minutes, and 96 such waits are 24 hours. The
	// other 23 waits are the first ones, which are shorter.
	maxReceiveCount = 120
)

// queue holds the messages that are not in Dataverse yet. In directDelivery the function sends
// messages to it that need another attempt. In the other modes SNS sends all messages of the
// standard topic to it.
func queue() cf.Resource {
	c := encrypted(workQueue(deadLetterQueueID))
	// As text, because goformation would read the number 1200 as base64.
	c.properties["VisibilityTimeout"] = cf.If(hasBatchingWindowCondition,
		strconv.Itoa(visibilityTimeoutSeconds+maxBatchingWindowSeconds),
		strconv.Itoa(visibilityTimeoutSeconds))
	return c
}

// orderedQueue holds all messages of the FIFO topic. While a message of a group is invisible,
// because the function runs it or because it waits for another attempt, SQS delivers no other
// message of the group. So the rest of the group waits.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
func orderedQueue() cf.Resource {
	q := workQueue(orderedDeadLetterQueueID)
	q.AWSCloudFormationCondition = hasOrderedCondition
	q.VisibilityTimeout = cf.Int(visibilityTimeoutSeconds)
	return encrypted(fifo(q, ""))
}

// workQueue is a queue that delivers messages to the function.
func workQueue(deadLetterQueue string) *sqs.Queue {
	q := safeQueue()
	q.ReceiveMessageWaitTimeSeconds = cf.Int(longPollSeconds)
	q.RedrivePolicy = map[string]any{
		"deadLetterTargetArn": cf.GetAtt(deadLetterQueue, "Arn"),
		"maxReceiveCount":     maxReceiveCount,
	}
	return q
}

// safeQueue has the properties of every queue of the stack but its encryption, which encrypted
// adds.
func safeQueue() *sqs.Queue {
	return &sqs.Queue{
		MessageRetentionPeriod: cf.Int(retentionSeconds),
		MaximumMessageSize:     cf.Int(messageBytes),
		// The deletion of the stack, another mode of delivery, or a creation that is
		// rolled back must not delete messages.
		AWSCloudFormationDeletionPolicy:      "Retain",
		AWSCloudFormationUpdateReplacePolicy: "Retain",
	}
}

// fifo makes a queue FIFO, with a throughput limit and a deduplication scope for each group.
// The name of the queue contains its kind.
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
func fifo(q *sqs.Queue, kind string) *sqs.Queue {
	q.QueueName = fifoName(kind)
	q.FifoQueue = cf.Bool(true)
	q.DeduplicationScope = cf.String("messageGroup")
	q.FifoThroughputLimit = cf.String("perMessageGroupId")
	return q
}

// queueArn is the ARN of the queue that the topic of the mode fills, or that holds the retries
// of directDelivery.
func queueArn() string {
	return ifOrdered(cf.GetAtt(orderedQueueID, "Arn"), cf.GetAtt(queueID, "Arn"))
}

// queuePolicy lets the topic send in every mode: a subscription of another mode may exist while
// the mode changes. The function needs no statement: it sends as functionRole.
func queuePolicy() *sqs.QueuePolicy {
	return sendersPolicy(queueID, topicSends(topicID, queueID))
}

func orderedQueuePolicy() *sqs.QueuePolicy {
	p := sendersPolicy(orderedQueueID, topicSends(orderedTopicID, orderedQueueID))
	p.AWSCloudFormationCondition = hasOrderedCondition
	return p
}

// sendersPolicy allows the senders of the given statement, and denies every caller without
// TLS.
func sendersPolicy(queue string, senders any) *sqs.QueuePolicy {
	return &sqs.QueuePolicy{
		Queues:         []string{cf.Ref(queue)},
		PolicyDocument: policy(senders, denyPlaintext(cf.GetAtt(queue, "Arn"), "sqs:*")),
	}
}

// topicSends lets the subscriptions of a topic of this stack, and of no other topic, send to a
// queue.
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
