package deployment

import "sns-dynamics/internal/awsemulator"

// Stack is the name of the stack.
const Stack = "emulator"

// The names of the resources.
const (
	TopicName           = Stack + "-Topic"
	QueueName           = Stack + "-Queue"
	DeadLetterQueueName = Stack + "-DeadLetterQueue"
	FunctionName        = Stack + "-Function"
	LogGroupName        = Stack + "-FunctionLogGroup"
	deadLetterAlarm     = Stack + "-DeadLetterAlarm"
	queueAgeAlarm       = Stack + "-QueueAgeAlarm"
)

// The addresses of the resources.
const (
	QueueURL           = queues + QueueName
	DeadLetterQueueURL = queues + DeadLetterQueueName
	QueueARN           = "arn:aws:sqs:" + place + QueueName
	TopicARN           = "arn:aws:sns:" + place + TopicName

	queues = "https://sqs." + awsemulator.Region + ".amazonaws.com/" + awsemulator.Account + "/"
	place  = awsemulator.Region + ":" + awsemulator.Account + ":"
)

// The credentials of a client. The account accepts all credentials.
const (
	AccessKeyID     = "emulated"
	SecretAccessKey = "emulated"
)
