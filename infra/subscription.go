package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sns"
)

// subscription has SNS invoke the function for every message.
//
// A message that never reaches the function (its permission or the function is
// gone) goes to the dead-letter queue by the redrive policy; one that reaches
// it and fails goes there by functionInvokeConfig. Neither covers the other.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
func subscription() *sns.Subscription {
	return &sns.Subscription{
		TopicArn: cf.Ref(topicID),
		Protocol: "lambda",
		Endpoint: cf.GetAttPtr(functionID, "Arn"),
		RedrivePolicy: map[string]string{
			"deadLetterTargetArn": cf.GetAtt(deadLetterQueueID, "Arn"),
		},
		// Messages flow from the moment it exists, so what lets them in and
		// what catches them has to be there before.
		AWSCloudFormationDependsOn: []string{
			deadLetterQueuePolicyID,
			functionInvokeConfigID,
			functionPermissionID,
		},
	}
}
