package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"

	"sns-dynamics/internal/alarm"
	"sns-dynamics/internal/function/metrics"
)

// misconfiguredAlarm says that an operator has to correct the configuration. Until then the
// messages wait.
func misconfiguredAlarm() *cloudwatch.Alarm {
	return attemptAlarm(metrics.Misconfigured, 300, misconfiguredAlarmID)
}

// overdueAlarm says that some messages have failed for over an hour, while others may succeed:
// for example, a plug-in of one table is down. Each period of half an hour contains an attempt
// of every message, because the longest wait is 15 minutes.
func overdueAlarm() *cloudwatch.Alarm {
	return attemptAlarm(metrics.Overdue, 1800, overdueAlarmID)
}

// throttledAlarm says that Dataverse returned 429 in three of its windows of five minutes. A
// burst would end earlier. The windows need not be consecutive: after a Retry-After of
// minutes, the function sends no request in the next window.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
func throttledAlarm() *cloudwatch.Alarm {
	a := attemptAlarm(metrics.Throttled, 300, throttledAlarmID)
	a.EvaluationPeriods = 6
	a.DatapointsToAlarm = cf.Int(3)
	return a
}

// attemptAlarm goes off if the function counted attempts in a metric of its own during one
// period.
func attemptAlarm(metric string, seconds int, id string) *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  describe(id),
		Namespace:         cf.String(cf.Sub(metricNamespace)),
		MetricName:        cf.String(metric),
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(seconds),
		EvaluationPeriods: 1,
	})
}

// errorAlarm says that invocations fail repeatedly. The function sends a message that it
// cannot write to a queue, so an error means that the queue failed too, or that the function
// ran out of time or memory.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
func errorAlarm() *cloudwatch.Alarm {
	a := invocationAlarm("Errors", 300, errorAlarmID)
	a.EvaluationPeriods = 3
	a.DatapointsToAlarm = cf.Int(2)
	return a
}

// durationAlarm says that invocations get close to their timeout. At the timeout Lambda ends
// an invocation without a log line of the function.
func durationAlarm() *cloudwatch.Alarm {
	return above(float64(alarm.LongDuration.Milliseconds()), cloudwatch.Alarm{
		AlarmDescription:  describe(durationAlarmID),
		Namespace:         cf.String(lambdaNamespace),
		MetricName:        cf.String("Duration"),
		Dimensions:        functionDimension(),
		ExtendedStatistic: cf.String("p99"),
		Period:            cf.Int(300),
		EvaluationPeriods: 3,
	})
}

// eventDroppedAlarm says that Lambda gave up an event that the function never completed: the
// event was too old, its attempts were used up, or the function was stopped. Lambda sends the
// event to the dead-letter queue if it can.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
func eventDroppedAlarm() *cloudwatch.Alarm {
	return invocationAlarm("AsyncEventsDropped", 60, eventDroppedAlarmID)
}

// invocationAlarm goes off if Lambda counted invocations or events of the function in a metric
// during one period.
func invocationAlarm(metric string, seconds int, id string) *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  describe(id),
		Namespace:         cf.String(lambdaNamespace),
		MetricName:        cf.String(metric),
		Dimensions:        functionDimension(),
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(seconds),
		EvaluationPeriods: 1,
	})
}

func functionDimension() []cloudwatch.Alarm_Dimension {
	return []cloudwatch.Alarm_Dimension{{Name: "FunctionName", Value: cf.Ref(functionID)}}
}
