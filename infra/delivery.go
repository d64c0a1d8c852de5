package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// Values of the parameter Delivery.
const (
	// directDelivery means that SNS invokes the function. The queue holds the messages
	// that wait for another attempt.
	directDelivery = "direct"
	// queuedDelivery means that SNS sends messages to the queue, and the function
	// receives them at its own rate.
	queuedDelivery = "queued"
	// orderedDelivery is like queuedDelivery, with a FIFO topic and a FIFO queue. The
	// messages of one group, for example of one row, stay in order.
	orderedDelivery = "ordered"
)

// The stack has two paths: the standard topic and queue, and the FIFO topic and queue. The FIFO
// resources are resources of their own, because CloudFormation replaces a standard resource
// that becomes FIFO. The standard path exists in every mode, and the FIFO path exists with
// hasOrderedCondition.
//
// A change of the mode switches subscriptions and nothing else. CloudFormation first creates
// and updates resources, and deletes the resources of the old template last. So for a while the
// subscriptions of both modes exist. Each of them needs its queue policy or permission, and its
// reader with the permissions of the reader. So these do not depend on the mode. The resources
// of the FIFO path have its condition: CloudFormation deletes them together with its subscription.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html

// Values of the parameter KeepOrdered.
const (
	keepsOrdered    = "yes"
	keepsNotOrdered = "no"
)

// ifOrdered chooses a value for orderedDelivery, and a value for the other two modes. The
// values are intrinsic functions or statements of a policy.
func ifOrdered(ordered, standard any) string {
	return cf.If(isOrderedCondition, ordered, standard)
}

// fifoName is the name of a FIFO topic or queue. Such a name has to end in .fifo, and the
// names that CloudFormation generates have not always done so. The name starts with the
// parameter QueueNamePrefix, because the name of the stack may be too long for SQS, or else
// with the name of the stack. The kind and a part of the stack's ID follow: a queue outlives
// its stack, and the next stack of the same name needs another name for its queue.
//
// See https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/681
func fifoName(kind string) *string {
	uuid := cf.Select("2", cf.Split("/", cf.Ref("AWS::StackId")))
	return cf.SubVarsPtr("${Prefix}"+kind+"-${Id}.fifo", map[string]any{
		"Prefix": cf.If(hasQueueNamePrefixCondition, cf.Ref(queueNamePrefixParameter), cf.Ref("AWS::StackName")),
		"Id":     cf.Select("0", cf.Split("-", uuid)),
	})
}
