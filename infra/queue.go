package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
)

// deadLetterRetentionSeconds is 14 days, the most SQS offers: this is the last
// copy of a message, and somebody has to find the time to look at it.
const deadLetterRetentionSeconds = 14 * 24 * 60 * 60

// deadLetterMessageBytes is 1 MiB, the most SQS takes and the most an
// asynchronous invocation carries. What comes here is a message with its error
// or its envelope around it, and what does not fit is dropped: with the 256 KiB
// of the default, messages near the limit of SNS would be.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const deadLetterMessageBytes = 1024 * 1024

// deadLetterQueue keeps the messages that did not reach Dataverse. It is
// encrypted with the key of SQS itself, because SNS can use a KMS key only when
// the key's policy lets it, which no AWS managed key does.
//
// What the linters should leave: ES6000 asks for a redrive policy, and a
// dead-letter queue has none of its own.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
func deadLetterQueue() *sqs.Queue {
	return &sqs.Queue{
		SqsManagedSseEnabled:   cf.Bool(true),
		MessageRetentionPeriod: cf.Int(deadLetterRetentionSeconds),
		MaximumMessageSize:     cf.Int(deadLetterMessageBytes),
		// Deleting the stack must not delete the last copy of a message.
		AWSCloudFormationDeletionPolicy:      "RetainExceptOnCreate",
		AWSCloudFormationUpdateReplacePolicy: "Retain",
		AWSCloudFormationMetadata: map[string]any{
			"cfn-lint": ignoreCfnLint("ES6000"),
			"checkov":  skipCheckov(checkovSkip{"CKV_AWS_27", "Encrypted with SSE-SQS, which this check does not know; SNS cannot write under the AWS managed KMS key."}),
		},
	}
}

// deadLetterQueuePolicy lets the topic's subscription write here. Without it SNS
// drops what it cannot deliver, silently. Lambda needs no statement: it writes
// in the name of functionRole.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
func deadLetterQueuePolicy() *sqs.QueuePolicy {
	arn := cf.GetAtt(deadLetterQueueID, "Arn")
	return &sqs.QueuePolicy{
		Queues: []string{cf.Ref(deadLetterQueueID)},
		PolicyDocument: policy(
			statement{
				Sid:       "TopicSends",
				Effect:    "Allow",
				Principal: service("sns.amazonaws.com"),
				Action:    []string{"sqs:SendMessage"},
				Resource:  arn,
				Condition: fromTopic(),
			},
			denyPlaintext(arn, "sqs:*"),
		),
	}
}
