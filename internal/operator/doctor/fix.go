package doctor

import (
	"cmp"
	"context"
	"fmt"
)

// subscribe returns the command that creates the subscription of the template, with its
// dead-letter queue.
//
// See https://docs.aws.amazon.com/cli/latest/reference/sns/subscribe.html
func (e *examination) subscribe(ctx context.Context, topic, receiver string) string {
	protocol, dead := "sqs", e.deployed.DeadLetterQueueURL
	switch e.deployed.Delivery {
	case "ordered":
		dead = e.deployed.OrderedDeadLetterQueueURL
	case "", "direct":
		protocol = "lambda"
	}
	arn := "ARN-OF-THE-DEAD-LETTER-QUEUE"
	if dead != "" {
		if attributes, err := queueAttributes(ctx, e.cloud, dead); err == nil {
			arn = attributes["QueueArn"]
		}
	}
	return fmt.Sprintf(`aws sns subscribe --region %s --topic-arn %s --protocol %s --notification-endpoint %s --attributes '{"RedrivePolicy":"{\"deadLetterTargetArn\":\"%s\"}"}'`,
		e.cloud.Region, topic, protocol, receiver, arn)
}

// allowTopic returns the command that allows the topic to invoke the function. The policy
// of a queue is one document, and only the template has all of it.
//
// See https://docs.aws.amazon.com/cli/latest/reference/lambda/add-permission.html
func (e *examination) allowTopic(what, topic string) string {
	if !e.deployed.IsDirect() {
		return e.restore(what)
	}
	return fmt.Sprintf("aws lambda add-permission --region %s --function-name %s --statement-id topic --action lambda:InvokeFunction --principal sns.amazonaws.com --source-arn %s",
		e.cloud.Region, e.deployed.FunctionName, topic)
}

// restore returns the action for a resource of the stack that was deleted or changed
// outside CloudFormation. CloudFormation does not notice such a change.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
func (e *examination) restore(what string) string {
	in := " --region " + e.cloud.Region + " --stack-name " + cmp.Or(e.Stack, "STACK")
	return "see what was changed outside CloudFormation: aws cloudformation detect-stack-drift" + in +
		"; after a minute: aws cloudformation describe-stack-resource-drifts" + in +
		"; restore " + what + ", by a deployment without its resource in template.yaml and one with it: " + e.deployed.DeployCommand()
}

// eventsOf returns the command that shows the events of a stack.
//
// See https://docs.aws.amazon.com/cli/latest/reference/cloudformation/describe-stack-events.html
func eventsOf(stack, region string) string {
	return "aws cloudformation describe-stack-events --region " + region + " --stack-name " + stack
}
