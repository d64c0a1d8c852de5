package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
)

// deadLetterQueue keeps the messages that did not reach Dataverse. It exists in
// every mode: the destination of functionInvokeConfig has to be a standard queue.
//
// It names no queue that may redrive to it (RedriveAllowPolicy), because that
// queue names this one, and CloudFormation creates neither of such a pair.
//
// What the linters should leave: ES6000 asks for a redrive policy, and a
// dead-letter queue has none of its own.
func deadLetterQueue() *sqs.Queue {
	q := safeQueue()
	q.AWSCloudFormationMetadata = map[string]any{
		"cfn-lint": ignoreCfnLint("ES6000"),
		"checkov":  skipCheckov(skipSQSKey),
	}
	return q
}

// orderedDeadLetterQueue takes the messages of orderedDelivery: what a FIFO
// queue or a subscription to a FIFO topic gives up goes to a FIFO queue alone.
// It goes by the duplicate's ID that its sender gives, since to go by content
// would be to drop one of two messages that say the same.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func orderedDeadLetterQueue() *sqs.Queue {
	q := fifo(deadLetterQueue(), "-dead-letter")
	q.AWSCloudFormationCondition = isOrderedCondition
	return q
}

// deadLetterQueuePolicy lets the topic's subscription write here. Without it SNS
// drops what it cannot deliver, silently. Lambda needs no statement, as it writes
// in the name of functionRole, and neither does the redrive policy of a queue.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
func deadLetterQueuePolicy() *sqs.QueuePolicy {
	return sendersPolicy(deadLetterQueueID,
		cf.If(isStandardCondition, topicSends(topicID, deadLetterQueueID), cf.Ref(noValue)))
}

func orderedDeadLetterQueuePolicy() *sqs.QueuePolicy {
	p := sendersPolicy(orderedDeadLetterQueueID, topicSends(orderedTopicID, orderedDeadLetterQueueID))
	p.AWSCloudFormationCondition = isOrderedCondition
	return p
}
