package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
)

// deadLetterAlarm is the one alarm that says data is missing in Dataverse: a
// failed message ends in the queue whatever made it fail, and stays missing
// until somebody acts. Errors and throttles that a retry cured are not worth
// waking anybody for.
//
// SQS stops reporting on a queue that nobody used for six hours, so missing data
// is no reason to worry.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
func deadLetterAlarm() *cloudwatch.Alarm {
	return &cloudwatch.Alarm{
		AlarmDescription: cf.String("Messages that did not reach Dataverse are waiting in the dead-letter queue."),
		Namespace:        cf.String("AWS/SQS"),
		MetricName:       cf.String("ApproximateNumberOfMessagesVisible"),
		Dimensions: []cloudwatch.Alarm_Dimension{{
			Name:  "QueueName",
			Value: cf.GetAtt(deadLetterQueueID, "QueueName"),
		}},
		Statistic:          cf.String("Maximum"),
		Period:             cf.Int(60),
		EvaluationPeriods:  1,
		ComparisonOperator: "GreaterThanThreshold",
		Threshold:          cf.Float64(0),
		TreatMissingData:   cf.String("notBreaching"),
		AlarmActions: []string{cf.If(hasAlarmTopicCondition,
			cf.Ref(alarmTopicArnParameter), cf.Ref(noValue))},
	}
}
