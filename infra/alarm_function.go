package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"

	"sns-dynamics/internal/metrics"
)

// misconfiguredAlarm says that a person has to mend something before any message
// gets through. The messages wait, so it is not too late.
func misconfiguredAlarm() *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  cf.String("Dataverse or the sign-in refuses the function: its set-up has to be mended. The function's log says how, in the field fix. Messages wait meanwhile."),
		Namespace:         cf.String(cf.Sub(metricNamespace)),
		MetricName:        cf.String(metrics.Misconfigured),
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(300),
		EvaluationPeriods: 1,
	})
}

// throttledAlarm says that Dataverse answered 429 in three of its windows of five
// minutes, after which a burst would be over. They need not follow one another: a
// function that was asked to wait for some minutes is silent in them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
func throttledAlarm() *cloudwatch.Alarm {
	a := above(0, cloudwatch.Alarm{
		AlarmDescription:  cf.String("Dataverse has been answering 429 for 15 minutes of the last half an hour: more is published than it takes."),
		Namespace:         cf.String(cf.Sub(metricNamespace)),
		MetricName:        cf.String(metrics.Throttled),
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(300),
		EvaluationPeriods: 6,
	})
	a.DatapointsToAlarm = cf.Int(3)
	return a
}

// errorAlarm says that invocations fail again and again. The function hands over
// what it cannot write, and an error is what it could not hand over either, or that
// it ran out of time or memory.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
func errorAlarm() *cloudwatch.Alarm {
	a := above(0, cloudwatch.Alarm{
		AlarmDescription:  cf.String("Invocations of the function have been failing for ten minutes: it runs out of time or memory, does not start, or cannot reach its queues."),
		Namespace:         cf.String(lambdaNamespace),
		MetricName:        cf.String("Errors"),
		Dimensions:        functionDimension(),
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(300),
		EvaluationPeriods: 3,
	})
	a.DatapointsToAlarm = cf.Int(2)
	return a
}

// durationAlarm says that invocations come near their timeout, at which Lambda ends
// them without a word.
func durationAlarm() *cloudwatch.Alarm {
	return above(longDurationMilliseconds, cloudwatch.Alarm{
		AlarmDescription:  cf.String("For 15 minutes, one in a hundred invocations of the function has taken over 80 % of its timeout."),
		Namespace:         cf.String(lambdaNamespace),
		MetricName:        cf.String("Duration"),
		Dimensions:        functionDimension(),
		ExtendedStatistic: cf.String("p99"),
		Period:            cf.Int(300),
		EvaluationPeriods: 3,
	})
}

const longDurationMilliseconds = functionTimeoutSeconds * 1000 * 8 / 10

// eventDroppedAlarm says that Lambda gave up on an event that the function never
// finished: for its age, for its tries, or for the function being stopped. It goes
// to the dead-letter queue, where that can be.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
func eventDroppedAlarm() *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  cf.String("Lambda gave up on an event of the function, which failed three times, found no capacity for six hours, or found it stopped."),
		Namespace:         cf.String(lambdaNamespace),
		MetricName:        cf.String("AsyncEventsDropped"),
		Dimensions:        functionDimension(),
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(60),
		EvaluationPeriods: 1,
	})
}

func functionDimension() []cloudwatch.Alarm_Dimension {
	return []cloudwatch.Alarm_Dimension{{Name: "FunctionName", Value: cf.Ref(functionID)}}
}
