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
		AlarmActions:       alarmActions(),
	}
}

// lostLetterAlarm says that Lambda could not write a failed event to the
// dead-letter queue: the one way in which a message is gone.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
func lostLetterAlarm() *cloudwatch.Alarm {
	return &cloudwatch.Alarm{
		AlarmDescription: cf.String("A failed message could not be kept in the dead-letter queue and is lost; the function's log has its MessageId."),
		Namespace:        cf.String("AWS/Lambda"),
		MetricName:       cf.String("DestinationDeliveryFailures"),
		Dimensions: []cloudwatch.Alarm_Dimension{{
			Name:  "FunctionName",
			Value: cf.Ref(functionID),
		}},
		Statistic:          cf.String("Sum"),
		Period:             cf.Int(60),
		EvaluationPeriods:  1,
		ComparisonOperator: "GreaterThanThreshold",
		Threshold:          cf.Float64(0),
		TreatMissingData:   cf.String("notBreaching"),
		AlarmActions:       alarmActions(),
	}
}

// alarmActions tells the alarm topic, where there is one.
func alarmActions() []string {
	return []string{cf.If(hasAlarmTopicCondition, cf.Ref(alarmTopicArnParameter), cf.Ref(noValue))}
}
