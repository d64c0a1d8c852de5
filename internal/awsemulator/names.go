package awsemulator

import (
	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/cloudformation"
	"sns-dynamics/internal/awsemulator/cloudwatch"
	"sns-dynamics/internal/awsemulator/fault"
	"sns-dynamics/internal/awsemulator/lambda"
	"sns-dynamics/internal/awsemulator/protocol"
	"sns-dynamics/internal/awsemulator/secretsmanager"
	"sns-dynamics/internal/awsemulator/sns"
	"sns-dynamics/internal/awsemulator/sqs"
)

// Account and Region are the account and the region of all resources.
const (
	Account = account.ID
	Region  = account.Region
)

// Service is the name of a service in the signature of a request.
type Service = protocol.Service

// The services.
const (
	CloudFormation = protocol.CloudFormation
	CloudWatch     = protocol.CloudWatch
	IAM            = protocol.IAM
	KMS            = protocol.KMS
	Lambda         = protocol.Lambda
	Logs           = protocol.Logs
	SecretsManager = protocol.SecretsManager
	SNS            = protocol.SNS
	SQS            = protocol.SQS
	STS            = protocol.STS
)

// The types of the services, so that a caller imports one package.
type (
	Alarm        = cloudwatch.Alarm
	Attribute    = sqs.Attribute
	Call         = protocol.Call
	EntryFault   = fault.EntryFault
	EventInvoke  = lambda.EventInvoke
	Fault        = fault.Fault
	Function     = lambda.Function
	Mapping      = lambda.Mapping
	Message      = sqs.Message
	Received     = sqs.Received
	Resource     = cloudformation.Resource
	Stack        = cloudformation.Stack
	Subscription = sns.Subscription
)

// Text returns an attribute of the type String.
func Text(value string) Attribute { return sqs.Text(value) }

// QueueARN returns the ARN of the queue of a name.
func QueueARN(name string) string { return sqs.QueueARN(name) }

// TopicARN returns the ARN of the topic of a name.
func TopicARN(name string) string { return sns.TopicARN(name) }

// FunctionARN returns the ARN of the function of a name.
func FunctionARN(name string) string { return lambda.FunctionARN(name) }

// SecretARN returns the ARN of the secret of a name.
func SecretARN(name string) string { return secretsmanager.SecretARN(name) }
