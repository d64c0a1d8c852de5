package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
	"github.com/awslabs/goformation/v7/cloudformation/logs"
)

// misconfiguredMetric counts the tries that failed because the set-up has to be
// mended: apart from all other failures, as it takes another person.
const misconfiguredMetric = "MisconfiguredTries"

// metricNamespace is the stack's own: a metric filter gives no dimension by which
// two stacks could be told apart.
func metricNamespace() string { return cf.Sub("SnsDynamics/${AWS::StackName}") }

// misconfiguredFilter counts by the function's log line of each message, in which
// the class is a field.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
func misconfiguredFilter() *logs.MetricFilter {
	return &logs.MetricFilter{
		LogGroupName:  cf.Ref(functionLogGroupID),
		FilterPattern: `{ $.class = "misconfigured" }`,
		MetricTransformations: []logs.MetricFilter_MetricTransformation{{
			MetricNamespace: metricNamespace(),
			MetricName:      misconfiguredMetric,
			MetricValue:     "1",
			DefaultValue:    cf.Float64(0),
		}},
	}
}

// misconfiguredAlarm says that a person has to mend something before any message
// gets through. The messages wait, so it is not too late.
func misconfiguredAlarm() *cloudwatch.Alarm {
	return above(0, cloudwatch.Alarm{
		AlarmDescription:  cf.String("Dataverse or the sign-in refuses the function: its set-up has to be mended. The function's log says how, in the field fix. Messages wait meanwhile."),
		Namespace:         cf.String(metricNamespace()),
		MetricName:        cf.String(misconfiguredMetric),
		Statistic:         cf.String("Sum"),
		Period:            cf.Int(300),
		EvaluationPeriods: 1,
	})
}
