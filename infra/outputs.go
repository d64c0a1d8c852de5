package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// outputs are what publishers and operators need to know of the stack.
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
func outputs() cf.Outputs {
	return cf.Outputs{
		"TopicArn":           output(ifOrdered(cf.Ref(orderedTopicID), cf.Ref(topicID)), "The topic to publish to."),
		"FunctionArn":        output(cf.GetAtt(functionID, "Arn"), "The function."),
		"FunctionName":       output(cf.Ref(functionID), "The function's name, for aws lambda invoke."),
		"FunctionRoleArn":    output(cf.GetAtt(functionRoleID, "Arn"), "The function's role, for the resource policy of a secret or the key policy of a KMS key."),
		"LogGroupName":       output(cf.Ref(functionLogGroupID), "The function's log, for aws logs tail."),
		"QueueUrl":           output(ifOrdered(cf.Ref(orderedQueueID), cf.Ref(queueID)), "The queue of messages that are not in Dataverse yet."),
		"QueueArn":           output(queueArn(), "The ARN of that queue."),
		"DeadLetterQueueUrl": output(cf.Ref(deadLetterQueueID), "The queue of messages that did not reach Dataverse; in mode ordered, of failed asynchronous invocations only."),
		"DeadLetterQueueArn": output(cf.GetAtt(deadLetterQueueID, "Arn"), "The ARN of that queue."),

		"OrderedDeadLetterQueueUrl": inOrdered(output(cf.Ref(orderedDeadLetterQueueID), "The FIFO queue of messages that did not reach Dataverse.")),
		"OrderedDeadLetterQueueArn": inOrdered(output(cf.GetAtt(orderedDeadLetterQueueID, "Arn"), "The ARN of that queue.")),

		"DashboardName": output(cf.Ref(dashboardID), "The dashboard, in CloudWatch's console."),

		"SecretArn": output(cf.Ref(secretArnParameter), "The secret the stack was given, for running the function's code elsewhere."),
	}
}

func output(value, description string) cf.Output {
	return cf.Output{Value: value, Description: cf.String(description)}
}

// inOrdered leaves an output out in the other modes of delivery.
func inOrdered(o cf.Output) cf.Output {
	o.Condition = cf.String(isOrderedCondition)
	return o
}
