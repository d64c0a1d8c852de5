package main

// Logical IDs of the parameters.
const (
	alarmTopicArnParameter         = "AlarmTopicArn"
	architectureParameter          = "Architecture"
	batchSizeParameter             = "BatchSize"
	batchingWindowSecondsParameter = "BatchingWindowSeconds"
	codeBucketParameter            = "CodeBucket"
	codeKeyParameter               = "CodeKey"
	codeSigningConfigArnParameter  = "CodeSigningConfigArn"
	deliveryParameter              = "Delivery"
	logLevelParameter              = "LogLevel"
	logRetentionDaysParameter      = "LogRetentionDays"
	maximumConcurrencyParameter    = "MaximumConcurrency"
	parallelRequestsParameter      = "ParallelRequests"
	patienceMinutesParameter       = "PatienceMinutes"
	queueNamePrefixParameter       = "QueueNamePrefix"
	reservedConcurrencyParameter   = "ReservedConcurrency"
	secretArnParameter             = "SecretArn"
	secretKmsKeyArnParameter       = "SecretKmsKeyArn"
	topicKmsKeyIDParameter         = "TopicKmsKeyId"
)

// Names of the conditions.
const (
	hasAlarmTopicCondition          = "HasAlarmTopic"
	hasBatchingWindowCondition      = "HasBatchingWindow"
	hasCodeSigningConfigCondition   = "HasCodeSigningConfig"
	hasQueueNamePrefixCondition     = "HasQueueNamePrefix"
	hasReservedConcurrencyCondition = "HasReservedConcurrency"
	hasSecretKmsKeyCondition        = "HasSecretKmsKey"
	isDirectCondition               = "IsDirect"
	isOrderedCondition              = "IsOrdered"
	isQueuedCondition               = "IsQueued"
	isStandardCondition             = "IsStandard"
)

// Logical IDs of the resources. CloudFormation replaces a resource whose ID
// changes, so renaming a topic or a queue loses its ARN or its messages.
const (
	dashboardID                    = "Dashboard"
	deadLetterAlarmID              = "DeadLetterAlarm"
	deadLetterQueueID              = "DeadLetterQueue"
	deadLetterQueuePolicyID        = "DeadLetterQueuePolicy"
	durationAlarmID                = "DurationAlarm"
	errorAlarmID                   = "ErrorAlarm"
	eventDroppedAlarmID            = "EventDroppedAlarm"
	functionID                     = "Function"
	functionInvokeConfigID         = "FunctionInvokeConfig"
	functionLogGroupID             = "FunctionLogGroup"
	functionPermissionID           = "FunctionPermission"
	functionRoleID                 = "FunctionRole"
	lostLetterAlarmID              = "LostLetterAlarm"
	lostNotificationAlarmID        = "LostNotificationAlarm"
	misconfiguredAlarmID           = "MisconfiguredAlarm"
	orderedDeadLetterAlarmID       = "OrderedDeadLetterAlarm"
	orderedDeadLetterQueueID       = "OrderedDeadLetterQueue"
	orderedDeadLetterQueuePolicyID = "OrderedDeadLetterQueuePolicy"
	orderedQueueID                 = "OrderedQueue"
	orderedQueuePolicyID           = "OrderedQueuePolicy"
	orderedSubscriptionID          = "OrderedSubscription"
	orderedTopicID                 = "OrderedTopic"
	orderedTopicPolicyID           = "OrderedTopicPolicy"
	queueAgeAlarmID                = "QueueAgeAlarm"
	queueID                        = "Queue"
	queueMappingID                 = "QueueMapping"
	queuePolicyID                  = "QueuePolicy"
	queueStalledAlarmID            = "QueueStalledAlarm"
	queueSubscriptionID            = "QueueSubscription"
	subscriptionAlarmID            = "SubscriptionAlarm"
	subscriptionID                 = "Subscription"
	throttledAlarmID               = "ThrottledAlarm"
	topicID                        = "Topic"
	topicPolicyID                  = "TopicPolicy"
)

// noValue is the pseudo parameter that takes a property away.
const noValue = "AWS::NoValue"
