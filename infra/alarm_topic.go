package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
)

// subscriptionAlarm says that SNS could not deliver a message of the topic of the mode: the
// function, the queue or the permission is missing. SNS sends the message to the dead-letter
// queue, where deadLetterAlarm reports it, also a message of the other topic.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func subscriptionAlarm() *cloudwatch.Alarm {
	return topicAlarm(topicName(), "NumberOfNotificationsFailed", subscriptionAlarmID)
}

// lostNotificationAlarm says that SNS could not send a message to the dead-letter queue: the
// message is lost.
func lostNotificationAlarm(topic string) *cloudwatch.Alarm {
	return topicAlarm(cf.GetAtt(topic, "TopicName"), "NumberOfNotificationsFailedToRedriveToDlq", lostNotificationAlarmID)
}

func orderedLostNotificationAlarm() *cloudwatch.Alarm {
	a := lostNotificationAlarm(orderedTopicID)
	a.AlarmDescription = describe(orderedLostNotificationAlarmID)
	a.AWSCloudFormationCondition = hasOwnOrderedTopicCondition
	return a
}

// topicAlarm watches a topic of the stack: a topic of another account has its metrics there.
func topicAlarm(topic, metric, id string) *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AWSCloudFormationCondition: hasOwnTopicCondition,
		AlarmDescription:           describe(id),
		Namespace:                  cf.String(snsNamespace),
		MetricName:                 cf.String(metric),
		Dimensions:                 []cloudwatch.Alarm_Dimension{{Name: "TopicName", Value: topic}},
		Statistic:                  cf.String("Sum"),
		Period:                     cf.Int(300),
		EvaluationPeriods:          1,
	})
}

// topicName is the name of the stack's own topic.
func topicName() string {
	return ifOrdered(cf.GetAtt(orderedTopicID, "TopicName"), cf.GetAtt(topicID, "TopicName"))
}
