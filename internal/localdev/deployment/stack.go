package deployment

import (
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/function/config"
)

// Function is the data of the function that [Deploy] needs.
type Function struct {
	// SecretARN is the secret with the credentials for Dataverse.
	SecretARN string
	// Deliver takes the envelope of a message of the topic. See
	// [awsemulator.Subscription].
	Deliver func(envelope string) error
	// Invoke carries out the operation Invoke. See [awsemulator.Function].
	Invoke func(payload []byte) (response []byte, functionError string)
}

// Deploy adds the function, its subscription to the topic and the stack to an account of
// [Account].
func Deploy(e *awsemulator.Endpoint, f Function) {
	arn := e.AddFunction(awsemulator.Function{
		Name: FunctionName, Timeout: int(InvocationTime / time.Second), Handler: f.Invoke,
		Environment: map[string]string{
			config.SecretARN: f.SecretARN, config.RetryQueueURL: QueueURL, config.DeadLetterQueueURL: DeadLetterQueueURL,
		},
		Policy:   permission(),
		Mappings: []awsemulator.Mapping{{Source: QueueARN, ResponseTypes: []string{"ReportBatchItemFailures"}}},
		EventInvoke: &awsemulator.EventInvoke{
			MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21600, OnFailure: awsemulator.QueueARN(DeadLetterQueueName),
		},
	})
	e.Subscribe(TopicARN, awsemulator.Subscription{Protocol: "lambda", Endpoint: arn, Deliver: f.Deliver})
	e.AddStack(awsemulator.Stack{
		Name: Stack, Parameters: map[string]string{"Delivery": "direct", "KeepOrdered": "no"}, Outputs: outputs(arn, f.SecretARN), Resources: resources(),
	})
}

// permission returns the resource policy that allows the topic to invoke the function.
func permission() string {
	return text(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{
		"Effect": "Allow", "Principal": map[string]string{"Service": "sns.amazonaws.com"}, "Action": "lambda:InvokeFunction",
		"Resource": awsemulator.FunctionARN(FunctionName), "Condition": map[string]any{"ArnLike": map[string]string{"AWS:SourceArn": TopicARN}},
	}}})
}

func outputs(functionARN, secretARN string) map[string]string {
	return map[string]string{
		"TopicArn": TopicARN, "FunctionName": FunctionName, "FunctionArn": functionARN, "LogGroupName": LogGroupName, "SecretArn": secretARN,
		"QueueUrl": QueueURL, "QueueArn": QueueARN,
		"DeadLetterQueueUrl": DeadLetterQueueURL, "DeadLetterQueueArn": awsemulator.QueueARN(DeadLetterQueueName),
	}
}

func resources() map[string]awsemulator.Resource {
	return map[string]awsemulator.Resource{
		"Topic":            {Type: "AWS::SNS::Topic", PhysicalID: TopicARN},
		"Queue":            {Type: "AWS::SQS::Queue", PhysicalID: QueueURL},
		"DeadLetterQueue":  {Type: "AWS::SQS::Queue", PhysicalID: DeadLetterQueueURL},
		"Function":         {Type: "AWS::Lambda::Function", PhysicalID: FunctionName},
		"FunctionLogGroup": {Type: "AWS::Logs::LogGroup", PhysicalID: LogGroupName},
		"DeadLetterAlarm":  {Type: "AWS::CloudWatch::Alarm", PhysicalID: deadLetterAlarm},
		"QueueAgeAlarm":    {Type: "AWS::CloudWatch::Alarm", PhysicalID: queueAgeAlarm},
	}
}
