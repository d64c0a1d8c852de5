package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"

	"sns-dynamics/infra/dashboard"
)

// stackDashboard shows the state of the stack, with the first of its existing topics.
func stackDashboard() *cloudwatch.Dashboard {
	return dashboard.New(dashboard.Stack{
		Function: functionID, LogGroup: functionLogGroupID, Queue: queueID, DeadLetterQueue: deadLetterQueueID,
		TopicName:    ifOwnTopic(cf.GetAtt(topicID, "TopicName"), cf.Select("5", cf.Split(":", existingTopic(0)))),
		OrderedTopic: orderedTopicID, OrderedQueue: orderedQueueID, OrderedDeadLetterQueue: orderedDeadLetterQueueID,
		HasOrdered: hasOrderedCondition, HasOrderedTopic: hasOwnOrderedTopicCondition,
		MaximumConcurrency: maximumConcurrencyParameter, ReservedConcurrency: reservedConcurrencyParameter,
		HasReservedConcurrency: hasReservedConcurrencyCondition,
		Alarms: []dashboard.Alarms{
			{IDs: []string{
				deadLetterAlarmID, deadLetterGrowthAlarmID, lostLetterAlarmID, eventDroppedAlarmID, misconfiguredAlarmID,
				throttledAlarmID, overdueAlarmID, queueAgeAlarmID, queueStalledAlarmID, errorAlarmID, durationAlarmID,
			}},
			{Condition: hasOwnTopicCondition, IDs: []string{lostNotificationAlarmID, subscriptionAlarmID}},
			{Condition: hasOrderedCondition, IDs: []string{orderedDeadLetterAlarmID, orderedDeadLetterGrowthAlarmID, orderedQueueAgeAlarmID}},
			{Condition: hasOwnOrderedTopicCondition, IDs: []string{orderedLostNotificationAlarmID}},
		},
		MetricNamespace: metricNamespace,
		TimeoutSeconds:  functionTimeoutSeconds,
	})
}
