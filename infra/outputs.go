package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// outputs are the values of the stack that publishers and operators need.
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
func outputs() cf.Outputs {
	return cf.Outputs{
		"TopicArn":           output(firstTopicArn(), "The topic to publish to: the stack's own, or the first of TopicArns."),
		"FunctionArn":        output(cf.GetAtt(functionID, "Arn"), "The function."),
		"FunctionName":       output(cf.Ref(functionID), "The function's name, for aws lambda invoke."),
		"FunctionRoleArn":    output(cf.GetAtt(functionRoleID, "Arn"), "The function's role, for the policies of a secret and of a KMS key, and the subject of a federated identity credential."),
		"LogGroupName":       output(cf.Ref(functionLogGroupID), "The function's log, for aws logs tail."),
		"QueueUrl":           output(ifOrdered(cf.Ref(orderedQueueID), cf.Ref(queueID)), "The queue of messages that are not in Dataverse yet."),
		"QueueArn":           output(queueArn(), "The ARN of that queue."),
		"DeadLetterQueueUrl": output(cf.Ref(deadLetterQueueID), "The queue of messages of the standard topic, and of events, that did not reach Dataverse."),
		"DeadLetterQueueArn": output(cf.GetAtt(deadLetterQueueID, "Arn"), "The ARN of that queue."),

		"OrderedDeadLetterQueueUrl": withOrdered(output(cf.Ref(orderedDeadLetterQueueID), "The FIFO queue of messages of the FIFO topic that did not reach Dataverse.")),
		"OrderedDeadLetterQueueArn": withOrdered(output(cf.GetAtt(orderedDeadLetterQueueID, "Arn"), "The ARN of that queue.")),

		"OutcomeTopicArn": outcomeTopicARN(),

		"DashboardName": output(cf.Ref(dashboardID), "The dashboard, in CloudWatch's console."),

		"SecretArn": inSecret(output(cf.Ref(secretArnParameter), "The secret the stack was given, for running the function's code elsewhere.")),
	}
}

func output(value, description string) cf.Output {
	return cf.Output{Value: value, Description: cf.String(description)}
}

// withOrdered makes an output exist only with the FIFO path.
func withOrdered(o cf.Output) cf.Output {
	o.Condition = cf.String(hasOrderedCondition)
	return o
}

// inSecret makes an output exist only with a secret.
func inSecret(o cf.Output) cf.Output {
	o.Condition = cf.String(hasSecretCondition)
	return o
}

func outcomeTopicARN() cf.Output {
	o := output(cf.Ref(outcomeTopicID), "The topic of the outcome events.")
	o.Condition = cf.String(hasOutcomesCondition)
	return o
}
