package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
)

// growthMinutes is the time for which a deadLetterGrowthAlarm stays in ALARM. CloudWatch
// notifies when the state changes: letters of this time are one notification.
const growthMinutes = 5

// deadLetterGrowthAlarm says that new dead letters arrived, also while old ones lie in the
// queue. It compares the number of letters from minute to minute, because no metric counts
// arrivals: NumberOfMessagesSent leaves out the letters that a redrive policy moves.
//
// A letter that somebody reads is invisible for a time, so the number includes invisible
// letters. SQS may leave out a minute, which then repeats the minute before. A queue without a
// metric has no growth: its first letter brings the metric back, and deadLetterAlarm reports
// that letter.
//
// Doubt: a letter that leaves the queue hides a letter that arrives in the same minute.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
// and https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
func deadLetterGrowthAlarm(queue string) *cloudwatch.Alarm {
	a := above(0, cloudwatch.Alarm{
		AlarmDescription: describe(deadLetterGrowthAlarmID),
		Metrics: []cloudwatch.Alarm_MetricDataQuery{
			{
				Id:         "growth",
				Expression: cf.String("DIFF(FILL(visible + taken, REPEAT))"),
				Label:      cf.String("New dead letters"),
				ReturnData: cf.Bool(true),
			},
			depthOf(queue, "visible", "ApproximateNumberOfMessagesVisible"),
			depthOf(queue, "taken", "ApproximateNumberOfMessagesNotVisible"),
		},
		EvaluationPeriods: growthMinutes,
	})
	a.DatapointsToAlarm = cf.Int(1)
	return a
}

func orderedDeadLetterGrowthAlarm() *cloudwatch.Alarm {
	return described(inOrderedDelivery(deadLetterGrowthAlarm(orderedDeadLetterQueueID)), orderedDeadLetterGrowthAlarmID)
}

// depthOf is a number of messages of a queue. A minute has one value, so that values of two
// metrics are of the same moment.
func depthOf(queue, id, metric string) cloudwatch.Alarm_MetricDataQuery {
	return queueMetric(id, cf.GetAtt(queue, "QueueName"), metric, "Maximum", 60)
}
