package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// Values of the parameter Delivery.
const (
	// directDelivery has SNS invoke the function; the queue holds what it could
	// not write yet.
	directDelivery = "direct"
	// queuedDelivery has SNS fill the queue, which the function empties at a
	// rate of its own.
	queuedDelivery = "queued"
	// orderedDelivery does the same with a FIFO topic and a FIFO queue, so that
	// the messages of one group, a row, stay in order.
	orderedDelivery = "ordered"
)

// What exists in one mode only has a condition. The FIFO topic and queues are
// resources of their own, because CloudFormation replaces one that turns FIFO.
// What exists in every mode chooses between the two kinds with ifOrdered.

// ifOrdered chooses between what orderedDelivery takes and what the other two
// modes take: two intrinsic functions, or two statements of a policy.
func ifOrdered(ordered, standard any) string {
	return cf.If(isOrderedCondition, ordered, standard)
}

// fifoName is a name for a FIFO topic or queue, which has to end in .fifo; the
// ones that CloudFormation makes up have not always done so. It begins with the
// parameter QueueNamePrefix, or with the stack's name, which may be longer than SQS
// takes; then come the kind and a part of the stack's ID, because a queue outlives
// its stack, and the next stack of that name makes another.
//
// See https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/681
func fifoName(kind string) *string {
	uuid := cf.Select("2", cf.Split("/", cf.Ref("AWS::StackId")))
	return cf.SubVarsPtr("${Prefix}"+kind+"-${Id}.fifo", map[string]any{
		"Prefix": cf.If(hasQueueNamePrefixCondition, cf.Ref(queueNamePrefixParameter), cf.Ref("AWS::StackName")),
		"Id":     cf.Select("0", cf.Split("-", uuid)),
	})
}
