package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
)

// deadLetterQueue keeps the messages that did not reach Dataverse. It exists in
// every mode: the destination of functionInvokeConfig has to be a standard queue.
//
// It has no RedriveAllowPolicy with the queue that uses it: that queue already names this
// one, and CloudFormation cannot create two resources that name each other.
//
// The rule ES6000 is ignored: it asks for a redrive policy, and a dead-letter queue has no
// redrive policy.
func deadLetterQueue() cf.Resource {
	return encrypted(lastQueue())
}

// lastQueue is a queue that no other queue stands behind.
func lastQueue() *sqs.Queue {
	q := safeQueue()
	q.AWSCloudFormationMetadata = map[string]any{"cfn-lint": ignoreCfnLint("ES6000")}
	return q
}

// orderedDeadLetterQueue takes the dead letters of the FIFO path: the dead-letter queue of a
// FIFO queue, or of a subscription to a FIFO topic, must be a FIFO queue. It uses the
// deduplication id of the sender, because deduplication by content would drop one of two
// messages with the same text.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func orderedDeadLetterQueue() cf.Resource {
	q := fifo(lastQueue(), "-dead-letter")
	q.AWSCloudFormationCondition = hasOrderedCondition
	return encrypted(q)
}

// deadLetterQueuePolicy lets the topic's subscription send to this queue. Without the policy
// SNS silently drops messages that it cannot deliver. Lambda needs no statement because it
// sends as functionRole. The redrive policy of a queue needs no statement.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
func deadLetterQueuePolicy() *sqs.QueuePolicy {
	return sendersPolicy(deadLetterQueueID, topicSends(topicID, deadLetterQueueID))
}

func orderedDeadLetterQueuePolicy() *sqs.QueuePolicy {
	p := sendersPolicy(orderedDeadLetterQueueID, topicSends(orderedTopicID, orderedDeadLetterQueueID))
	p.AWSCloudFormationCondition = hasOrderedCondition
	return p
}
