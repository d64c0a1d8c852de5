package main

// Logical IDs of the parameters.
const (
	alarmTopicArnParameter       = "AlarmTopicArn"
	architectureParameter        = "Architecture"
	codeBucketParameter          = "CodeBucket"
	codeKeyParameter             = "CodeKey"
	logLevelParameter            = "LogLevel"
	logRetentionDaysParameter    = "LogRetentionDays"
	reservedConcurrencyParameter = "ReservedConcurrency"
	secretArnParameter           = "SecretArn"
	secretKmsKeyArnParameter     = "SecretKmsKeyArn"
	topicKmsKeyIDParameter       = "TopicKmsKeyId"
)

// Names of the conditions.
const (
	hasAlarmTopicCondition          = "HasAlarmTopic"
	hasReservedConcurrencyCondition = "HasReservedConcurrency"
	hasSecretKmsKeyCondition        = "HasSecretKmsKey"
)

// Logical IDs of the resources. CloudFormation replaces a resource whose ID
// changes, so renaming the topic or the queue loses its ARN or its messages.
const (
	deadLetterAlarmID       = "DeadLetterAlarm"
	lostLetterAlarmID       = "LostLetterAlarm"
	deadLetterQueueID       = "DeadLetterQueue"
	deadLetterQueuePolicyID = "DeadLetterQueuePolicy"
	functionID              = "Function"
	functionInvokeConfigID  = "FunctionInvokeConfig"
	functionLogGroupID      = "FunctionLogGroup"
	functionPermissionID    = "FunctionPermission"
	functionRoleID          = "FunctionRole"
	subscriptionID          = "Subscription"
	topicID                 = "Topic"
	topicPolicyID           = "TopicPolicy"
)

// noValue is the pseudo parameter that takes a property away.
const noValue = "AWS::NoValue"
