package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sns"
)

// rawDelivery would take a message out of SNS's envelope, in which the function
// reads the ID and the attributes of the message.
const rawDelivery = false

// subscription has SNS invoke the function for every message, in directDelivery.
//
// A message that never reaches the function (its permission or the function is
// gone) goes to the dead-letter queue by the redrive policy; one that reaches
// it and fails goes there by functionInvokeConfig. Neither covers the other.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
func subscription() *sns.Subscription {
	return &sns.Subscription{
		TopicArn:      cf.Ref(topicID),
		Protocol:      "lambda",
		Endpoint:      cf.GetAttPtr(functionID, "Arn"),
		RedrivePolicy: redriveTo(deadLetterQueueID),
		// Messages flow from the moment it exists, so what lets them in and
		// what catches them has to be there before.
		AWSCloudFormationDependsOn: []string{
			deadLetterQueuePolicyID,
			functionInvokeConfigID,
			functionPermissionID,
		},
		AWSCloudFormationCondition: isDirectCondition,
	}
}

// queueSubscription has SNS put every message in the queue, in queuedDelivery.
func queueSubscription() *sns.Subscription {
	return &sns.Subscription{
		TopicArn:                   cf.Ref(topicID),
		Protocol:                   "sqs",
		Endpoint:                   cf.GetAttPtr(queueID, "Arn"),
		RawMessageDelivery:         cf.Bool(rawDelivery),
		RedrivePolicy:              redriveTo(deadLetterQueueID),
		AWSCloudFormationDependsOn: []string{deadLetterQueuePolicyID, queuePolicyID},
		AWSCloudFormationCondition: isQueuedCondition,
	}
}

// orderedSubscription does the same in orderedDelivery. SNS hands the group and
// the duplicate's ID of a message on to the queue.
// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
func orderedSubscription() *sns.Subscription {
	return &sns.Subscription{
		TopicArn:                   cf.Ref(orderedTopicID),
		Protocol:                   "sqs",
		Endpoint:                   cf.GetAttPtr(orderedQueueID, "Arn"),
		RawMessageDelivery:         cf.Bool(rawDelivery),
		RedrivePolicy:              redriveTo(orderedDeadLetterQueueID),
		AWSCloudFormationDependsOn: []string{orderedDeadLetterQueuePolicyID, orderedQueuePolicyID},
		AWSCloudFormationCondition: isOrderedCondition,
	}
}

func redriveTo(queue string) map[string]string {
	return map[string]string{"deadLetterTargetArn": cf.GetAtt(queue, "Arn")}
}
