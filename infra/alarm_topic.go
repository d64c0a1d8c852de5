package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
)

// subscriptionAlarm says that SNS could not deliver: the function, the queue or the
// permission is gone. What it could not deliver goes to the dead-letter queue.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func subscriptionAlarm() *cloudwatch.Alarm {
	return topicAlarm("NumberOfNotificationsFailed",
		"SNS could not deliver a message to the function or the queue; it went to the dead-letter queue.")
}

// lostNotificationAlarm says that SNS could not write such a message to the
// dead-letter queue either: it is gone.
func lostNotificationAlarm() *cloudwatch.Alarm {
	return topicAlarm("NumberOfNotificationsFailedToRedriveToDlq",
		"SNS could deliver a message neither to the function or the queue nor to the dead-letter queue; it is lost.")
}

func topicAlarm(metric, description string) *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  cf.String(description),
		Namespace:         cf.String(snsNamespace),
		MetricName:        cf.String(metric),
		Dimensions:        []cloudwatch.Alarm_Dimension{{Name: "TopicName", Value: topicName()}},
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(300),
		EvaluationPeriods: 1,
	})
}

func topicName() string {
	return ifOrdered(cf.GetAtt(orderedTopicID, "TopicName"), cf.GetAtt(topicID, "TopicName"))
}
