package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
)

// functionPermission lets this topic, and no other, invoke the function, in
// directDelivery.
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
func functionPermission() *lambda.Permission {
	return &lambda.Permission{
		FunctionName: cf.Ref(functionID),
		Action:       "lambda:InvokeFunction",
		Principal:    "sns.amazonaws.com",
		SourceArn:    cf.RefPtr(topicID),

		AWSCloudFormationCondition: isDirectCondition,
	}
}

// functionInvokeConfig keeps the event of an invocation that failed for good.
// SNS invokes the function asynchronously, as an operator may in every mode:
// Lambda answers at once, retries an error twice, a throttle for as long as the
// event may age, and then drops it. Both numbers are Lambda's own, written down
// because they decide how long the function may be out of order.
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
