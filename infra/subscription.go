package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sns"
)

// rawDelivery is off: raw delivery removes the envelope of SNS, and the function needs the ID
// of the message from it.
const rawDelivery = false

// subscription makes SNS invoke the function for every message, in directDelivery.
//
// If a message cannot reach the function because its permission or the function is missing,
// the redrive policy sends it to the dead-letter queue. If it reaches the function and fails,
// functionInvokeConfig sends it there.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
func subscription() *sns.Subscription {
	return &sns.Subscription{
		TopicArn:      cf.Ref(topicID),
		Protocol:      "lambda",
		Endpoint:      cf.GetAttPtr(functionID, "Arn"),
		RedrivePolicy: redriveTo(deadLetterQueueID),
		// SNS delivers messages as soon as the subscription exists, so the permission
		// and the dead-letter queue must exist before.
		AWSCloudFormationDependsOn: []string{
			deadLetterQueuePolicyID,
			functionInvokeConfigID,
			functionPermissionID,
		},
		AWSCloudFormationCondition: isOwnDirectCondition,
	}
}

// queueSubscription makes SNS send every message of the standard topic to the queue. It exists
// in orderedDelivery too: publishers that do not know the FIFO topic yet lose no message.
func queueSubscription() *sns.Subscription {
	return &sns.Subscription{
		TopicArn:                   cf.Ref(topicID),
		Protocol:                   "sqs",
		Endpoint:                   cf.GetAttPtr(queueID, "Arn"),
		RawMessageDelivery:         cf.Bool(rawDelivery),
		RedrivePolicy:              redriveTo(deadLetterQueueID),
		AWSCloudFormationDependsOn: []string{deadLetterQueuePolicyID, queuePolicyID},
		AWSCloudFormationCondition: isOwnNotDirectCondition,
	}
}

// orderedSubscription makes SNS send every message of the FIFO topic to the FIFO queue. SNS
// passes on the group and the deduplication id of a message.
// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
func orderedSubscription() *sns.Subscription {
	return &sns.Subscription{
		TopicArn:                   cf.Ref(orderedTopicID),
		Protocol:                   "sqs",
		Endpoint:                   cf.GetAttPtr(orderedQueueID, "Arn"),
		RawMessageDelivery:         cf.Bool(rawDelivery),
		RedrivePolicy:              redriveTo(orderedDeadLetterQueueID),
		AWSCloudFormationDependsOn: []string{orderedDeadLetterQueuePolicyID, orderedQueuePolicyID},
		AWSCloudFormationCondition: hasOwnOrderedTopicCondition,
	}
}

func redriveTo(queue string) map[string]string {
	return map[string]string{"deadLetterTargetArn": cf.GetAtt(queue, "Arn")}
}
