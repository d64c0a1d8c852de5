package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"

	"sns-dynamics/internal/alarm"
)

// The alarms watch the outcomes of messages. An error or a throttle that one retry cures
// raises no alarm; a lasting one does.
//
// SQS stops reporting metrics of a queue after six hours without use, so missing data
// raises no alarm.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html

// Namespaces of the metrics that AWS services have of the stack's resources.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
const (
	lambdaNamespace = "AWS/Lambda"
	snsNamespace    = "AWS/SNS"
	sqsNamespace    = "AWS/SQS"
)

// metricNamespace is the namespace of the function's metrics. Each stack has its own, so that
// no dimension has to distinguish two stacks.
const metricNamespace = "SnsDynamics/${AWS::StackName}"

// deadLetterAlarm says that data is missing in Dataverse: a dead letter stays in the queue
// until an operator acts. The alarm stays in ALARM meanwhile; deadLetterGrowthAlarm reports
// further letters.
func deadLetterAlarm(queue string) *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  describe(deadLetterAlarmID),
		Namespace:         cf.String(sqsNamespace),
		MetricName:        cf.String("ApproximateNumberOfMessagesVisible"),
		Dimensions:        queueDimension(cf.GetAtt(queue, "QueueName")),
		Statistic:         cf.String("Maximum"),
		Period:            cf.Int(60),
		EvaluationPeriods: 1,
	})
}

func orderedDeadLetterAlarm() *cloudwatch.Alarm {
	return described(inOrderedDelivery(deadLetterAlarm(orderedDeadLetterQueueID)), orderedDeadLetterAlarmID)
}

// queueAgeAlarm says that messages wait long: an hour is several attempts with the longest
// wait between them. The age of a standard queue ignores messages that were received three
// times; queueStalledAlarm and overdueAlarm cover them.
func queueAgeAlarm(queue string) *cloudwatch.Alarm {
	return above(3600, cloudwatch.Alarm{
		AlarmDescription:  describe(queueAgeAlarmID),
		Namespace:         cf.String(sqsNamespace),
		MetricName:        cf.String("ApproximateAgeOfOldestMessage"),
		Dimensions:        queueDimension(cf.GetAtt(queue, "QueueName")),
		Statistic:         cf.String("Maximum"),
		Period:            cf.Int(300),
		EvaluationPeriods: 1,
	})
}

func orderedQueueAgeAlarm() *cloudwatch.Alarm {
	return described(inOrderedDelivery(queueAgeAlarm(orderedQueueID)), orderedQueueAgeAlarmID)
}

// queueStalledAlarm says that Dataverse is unreachable: the queue of the mode delivered messages,
// and the function completed no message. Each period of half an hour contains an attempt of every
// message, because the longest wait is 15 minutes. Three periods contain a whole hour.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
func queueStalledAlarm() *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription: describe(queueStalledAlarmID),
		Metrics: []cloudwatch.Alarm_MetricDataQuery{
			{
				Id:         "stalled",
				Expression: cf.String("IF(received > 0 AND deleted == 0, 1, 0)"),
				Label:      cf.String("Messages were received and none was deleted"),
				ReturnData: cf.Bool(true),
			},
			queueSum("received", "NumberOfMessagesReceived"),
			queueSum("deleted", "NumberOfMessagesDeleted"),
		},
		EvaluationPeriods: 3,
	})
}

// lostLetterAlarm says that Lambda could not write a failed event to the dead-letter queue.
// Only this failure, and the failure that lostNotificationAlarm watches, lose a message.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
func lostLetterAlarm() *cloudwatch.Alarm {
	return invocationAlarm("DestinationDeliveryFailures", 60, lostLetterAlarmID)
}

// queueSum is the sum of a metric of the queue over half an hour.
func queueSum(id, metric string) cloudwatch.Alarm_MetricDataQuery {
	return queueMetric(id, queueName(), metric, "Sum", 1800)
}

// queueMetric is a part of an expression: a statistic of a metric of a queue over some seconds.
func queueMetric(id, queueName, metric, statistic string, seconds int) cloudwatch.Alarm_MetricDataQuery {
	return cloudwatch.Alarm_MetricDataQuery{
		Id: id,
		MetricStat: &cloudwatch.Alarm_MetricStat{
			Metric: &cloudwatch.Alarm_Metric{
				Namespace:  cf.String(sqsNamespace),
				MetricName: cf.String(metric),
				Dimensions: queueDimension(queueName),
			},
			Period: seconds,
			Stat:   statistic,
		},
		ReturnData: cf.Bool(false),
	}
}

func queueName() string {
	return ifOrdered(cf.GetAtt(orderedQueueID, "QueueName"), cf.GetAtt(queueID, "QueueName"))
}

func queueDimension(name string) []cloudwatch.Alarm_Dimension {
	return []cloudwatch.Alarm_Dimension{{Name: "QueueName", Value: name}}
}

// above makes an alarm go off and notify the alarm topic if its metric is above the
// threshold. Missing data is no alarm.
func above(threshold float64, a cloudwatch.Alarm) *cloudwatch.Alarm {
	a.ComparisonOperator = "GreaterThanThreshold"
	a.Threshold = cf.Float64(threshold)
	a.TreatMissingData = cf.String("notBreaching")
	a.AlarmActions = tellAlarmTopic()
	return &a
}

// inOrderedDelivery gives an alarm only to a stack in orderedDelivery.
func inOrderedDelivery(a *cloudwatch.Alarm) *cloudwatch.Alarm {
	a.AWSCloudFormationCondition = hasOrderedCondition
	return a
}

// described gives an alarm the description of another id than its model has.
func described(a *cloudwatch.Alarm, id string) *cloudwatch.Alarm {
	a.AlarmDescription = describe(id)
	return a
}

// describe returns the description of an alarm: its meaning, the command for this stack, and
// the section that explains it. An alarm that package alarm does not know fails the program.
func describe(id string) *string {
	a, ok := alarm.Find(id)
	if !ok || a.ID != id {
		panic("package alarm does not know " + id)
	}
	return cf.String(cf.Sub(a.Means + " Run: " + a.Command + " --stack ${AWS::StackName}; then " + a.Decide + ". See " + a.Section()))
}

func tellAlarmTopic() []string {
	return []string{cf.If(hasAlarmTopicCondition, cf.Ref(alarmTopicArnParameter), cf.Ref(noValue))}
}
