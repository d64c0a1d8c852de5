package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
)

// maxBatchingWindowSeconds is the most Lambda offers.
const maxBatchingWindowSeconds = 300

// queueMapping has Lambda take the queue's messages to the function. The function
// answers with the ones that failed, and only those come back.
//
// MaximumConcurrency keeps Lambda from taking more than the function can handle:
// a message that is taken and finds the function busy has used up a try.
//
// What the linters should leave: ES1001 asks for a destination for failures, which
// Lambda offers for streams; a queue has its dead-letter queue.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
func queueMapping() cf.Resource {
	return computed{
		Resource: &lambda.EventSourceMapping{
			FunctionName:          cf.Ref(functionID),
			EventSourceArn:        cf.String(queueArn()),
			FunctionResponseTypes: []string{"ReportBatchItemFailures"},
			AWSCloudFormationMetadata: map[string]any{
				"cfn-lint": ignoreCfnLint("ES1001"),
			},
		},
		properties: map[string]any{
			// One by one where they come in order: what is in a batch behind a
			// message that has to wait would use up its receives untried.
			"BatchSize": ifOrdered(1, cf.Ref(batchSizeParameter)),
			// Lambda offers no batching window for a FIFO queue.
			"MaximumBatchingWindowInSeconds": ifOrdered(cf.Ref(noValue), cf.Ref(batchingWindowSecondsParameter)),
			"ScalingConfig":                  map[string]string{"MaximumConcurrency": cf.Ref(maximumConcurrencyParameter)},
		},
	}
}
