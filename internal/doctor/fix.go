package doctor

import (
	"cmp"
	"context"
	"fmt"
)

// subscribe is the command that makes the subscription as the template does: with
// the dead-letter queue for what cannot be delivered.
//
// See https://docs.aws.amazon.com/cli/latest/reference/sns/subscribe.html
func (e *examination) subscribe(ctx context.Context, receiver string) string {
	protocol, dead := "sqs", e.places.DeadLetterQueueURL
	switch e.places.Delivery {
	case "ordered":
		dead = e.places.OrderedDeadLetterQueueURL
	case "", "direct":
		protocol = "lambda"
	}
	arn := "ARN-OF-THE-DEAD-LETTER-QUEUE"
	if dead != "" {
		if attributes, err := e.queueAttributes(ctx, dead); err == nil {
			arn = attributes["QueueArn"]
		}
	}
	return fmt.Sprintf(`aws sns subscribe --region %s --topic-arn %s --protocol %s --notification-endpoint %s --attributes '{"RedrivePolicy":"{\"deadLetterTargetArn\":\"%s\"}"}'`,
		e.cloud.Region, e.places.TopicARN, protocol, receiver, arn)
}

// letIn is the command that lets the topic invoke the function. A queue's policy is
// one document, and only the template has all of it.
//
// See https://docs.aws.amazon.com/cli/latest/reference/lambda/add-permission.html
func (e *examination) letIn(what string) string {
	if !e.isDirect() {
		return e.bringBack(what)
	}
	return fmt.Sprintf("aws lambda add-permission --region %s --function-name %s --statement-id topic --action lambda:InvokeFunction --principal sns.amazonaws.com --source-arn %s",
		e.cloud.Region, e.places.FunctionName, e.places.TopicARN)
}

// bringBack is what to do about a resource of the stack that was deleted or changed
// by hand: to CloudFormation it is still there, as it was.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
func (e *examination) bringBack(what string) string {
	stack := cmp.Or(e.Stack, "STACK")
	return "aws cloudformation detect-stack-drift --stack-name " + stack + ", then describe-stack-resource-drifts --stack-name " + stack + ", says what was changed by hand" +
		"; to bring back " + what + " for certain, deploy without its resource in template.yaml, then with it: make deploy alone changes nothing while template and parameters are the same"
}
