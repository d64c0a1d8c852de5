package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
)

// functionPermission lets this topic, and no other topic, invoke the function. It exists in
// every mode, because a subscription of directDelivery outlives the change to another mode.
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
func functionPermission() *lambda.Permission {
	return topicInvokes(cf.Ref(topicID), hasOwnTopicCondition)
}

// topicInvokes lets one topic invoke the function, in a stack with the condition.
func topicInvokes(topicArn, condition string) *lambda.Permission {
	return &lambda.Permission{
		FunctionName:               cf.Ref(functionID),
		Action:                     "lambda:InvokeFunction",
		Principal:                  "sns.amazonaws.com",
		SourceArn:                  cf.String(topicArn),
		AWSCloudFormationCondition: condition,
	}
}

// functionInvokeConfig keeps the event of an invocation that failed in every attempt. SNS
// invokes the function asynchronously, and an operator may do so in every mode. Lambda
// responds at once. It retries an error twice, and a throttle until the event is too old, and
// then drops the event. Both numbers are the defaults of Lambda. The template states them
// because they decide how long the function may be unavailable.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
func functionInvokeConfig() *lambda.EventInvokeConfig {
	return &lambda.EventInvokeConfig{
		FunctionName:             cf.Ref(functionID),
		Qualifier:                "$LATEST",
		MaximumRetryAttempts:     cf.Int(2),
		MaximumEventAgeInSeconds: cf.Int(21600),
		DestinationConfig: &lambda.EventInvokeConfig_DestinationConfig{
			OnFailure: &lambda.EventInvokeConfig_OnFailure{
				Destination: cf.GetAtt(deadLetterQueueID, "Arn"),
			},
		},
	}
}
