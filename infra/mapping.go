package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
)

// maxBatchingWindowSeconds is the limit of Lambda.
const maxBatchingWindowSeconds = 300

// queueMapping makes Lambda deliver the messages of the standard queue to the function, in every
// mode. The response of the function lists the messages that failed, and only these become
// visible again.
//
// MaximumConcurrency limits the messages that Lambda receives to the capacity of the function:
// a message that finds the function busy uses up an attempt.
//
// The rule ES1001 is ignored: it asks for an on-failure destination, which Lambda has for
// streams; a queue has a dead-letter queue.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func queueMapping() cf.Resource {
	return mapping(queueID, lambda.EventSourceMapping{}, map[string]any{
		"BatchSize":                      cf.Ref(batchSizeParameter),
		"MaximumBatchingWindowInSeconds": cf.Ref(batchingWindowSecondsParameter),
	})
}

// orderedQueueMapping does the same for the FIFO queue, one message at a time: the messages of
// a batch behind a message that has to wait would use up receives without an attempt. Lambda
// has no batching window for a FIFO queue.
//
// Lambda refuses a second mapping of the same queue and function. So this mapping never reads
// another queue, and queueMapping never reads the FIFO queue.
func orderedQueueMapping() cf.Resource {
	return mapping(orderedQueueID, lambda.EventSourceMapping{
		BatchSize:                  cf.Int(1),
		AWSCloudFormationDependsOn: []string{orderedFunctionPolicyID},
		AWSCloudFormationCondition: hasOrderedCondition,
	}, map[string]any{})
}

func mapping(queue string, m lambda.EventSourceMapping, properties map[string]any) cf.Resource {
	m.FunctionName = cf.Ref(functionID)
	m.EventSourceArn = cf.GetAttPtr(queue, "Arn")
	m.FunctionResponseTypes = []string{"ReportBatchItemFailures"}
	m.AWSCloudFormationMetadata = map[string]any{"cfn-lint": ignoreCfnLint("ES1001")}
	properties["ScalingConfig"] = map[string]string{"MaximumConcurrency": cf.Ref(maximumConcurrencyParameter)}
	return computed{Resource: &m, properties: properties}
}
