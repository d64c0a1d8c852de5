package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
)

// The alarms watch what becomes of messages. Errors and throttles that a retry
// cured are not worth waking anybody for: those that are watched have lasted.
//
// SQS stops reporting on a queue that nobody used for six hours, so missing data
// is no reason to worry.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html

// deadLetterAlarm says that data is missing in Dataverse: a failed message ends
// in the queue whatever made it fail, and stays missing until somebody acts.
func deadLetterAlarm(queue string) *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  cf.String("Messages that did not reach Dataverse are waiting in the dead-letter queue."),
		Namespace:         cf.String(sqsNamespace),
		MetricName:        cf.String("ApproximateNumberOfMessagesVisible"),
		Dimensions:        queueDimension(cf.GetAtt(queue, "QueueName")),
		Statistic:         cf.String("Maximum"),
		Period:            cf.Int(60),
		EvaluationPeriods: 1,
	})
}

func orderedDeadLetterAlarm() *cloudwatch.Alarm {
	a := deadLetterAlarm(orderedDeadLetterQueueID)
	a.AWSCloudFormationCondition = isOrderedCondition
	return a
}

// queueAgeAlarm says that messages wait for long: an hour is several tries with
// the longest wait between them. It does not see them all, since a standard queue
// leaves out of its age what was received three times; that is what
// queueStalledAlarm is for.
func queueAgeAlarm() *cloudwatch.Alarm {
	return above(3600, cloudwatch.Alarm{
		AlarmDescription:  cf.String("Messages have been waiting in the queue for over an hour. Dataverse has been unreachable, or takes fewer messages than are published."),
		Namespace:         cf.String(sqsNamespace),
		MetricName:        cf.String("ApproximateAgeOfOldestMessage"),
		Dimensions:        queueDimension(queueName()),
		Statistic:         cf.String("Maximum"),
		Period:            cf.Int(300),
		EvaluationPeriods: 1,
	})
}

// queueStalledAlarm says that Dataverse has been unreachable: messages were tried,
// and the function was done with none. Half an hour holds a try of every message,
// whose longest wait is 15 minutes; the third makes sure of a whole hour.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
func queueStalledAlarm() *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription: cf.String("For over an hour, the function could finish no message of the queue. Dataverse has been unreachable."),
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

// lostLetterAlarm says that Lambda could not write a failed event to the
// dead-letter queue: with what lostNotificationAlarm watches, the one way in which
// a message is gone.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
func lostLetterAlarm() *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  cf.String("A failed message could not be kept in the dead-letter queue and is lost; the function's log has its MessageId."),
		Namespace:         cf.String(lambdaNamespace),
		MetricName:        cf.String("DestinationDeliveryFailures"),
		Dimensions:        functionDimension(),
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(60),
		EvaluationPeriods: 1,
	})
}

// queueSum is a metric of the queue, summed up by the half-hour.
func queueSum(id, metric string) cloudwatch.Alarm_MetricDataQuery {
	return cloudwatch.Alarm_MetricDataQuery{
		Id: id,
		MetricStat: &cloudwatch.Alarm_MetricStat{
			Metric: &cloudwatch.Alarm_Metric{
				Namespace:  cf.String(sqsNamespace),
				MetricName: cf.String(metric),
				Dimensions: queueDimension(queueName()),
			},
			Period: 1800,
			Stat:   "Sum",
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

// above has an alarm go off, and tell the alarm topic, when its metric is above
// the threshold; where there is no data there is nothing to worry about.
func above(threshold float64, a cloudwatch.Alarm) *cloudwatch.Alarm {
	a.ComparisonOperator = "GreaterThanThreshold"
	a.Threshold = cf.Float64(threshold)
	a.TreatMissingData = cf.String("notBreaching")
	a.AlarmActions = tellAlarmTopic()
	return &a
}

func tellAlarmTopic() []string {
	return []string{cf.If(hasAlarmTopicCondition, cf.Ref(alarmTopicArnParameter), cf.Ref(noValue))}
}
