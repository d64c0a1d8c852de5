package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/function/metrics"
)

// metric is a metric in the form in which an alarm or a widget names it.
type metric struct {
	namespace, name string
	dimensions      []string // each as NAME=VALUE
}

// catalogue has the facts that AWS documents about the metrics of the template: by
// namespace the dimension, the types of resource that the dimension names, and the metrics.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html,
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
// and https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
var catalogue = map[string]struct {
	dimension, kind string
	names           []string
}{
	"AWS/Lambda": {"FunctionName", "AWS::Lambda::Function", []string{
		"AsyncEventAge", "AsyncEventsDropped", "AsyncEventsReceived", "ConcurrentExecutions", "DeadLetterErrors",
		"DestinationDeliveryFailures", "Duration", "Errors", "Invocations", "IteratorAge", "Throttles",
	}},
	"AWS/SQS": {"QueueName", "AWS::SQS::Queue", []string{
		"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible",
		"ApproximateNumberOfMessagesVisible", "NumberOfEmptyReceives", "NumberOfMessagesDeleted",
		"NumberOfMessagesReceived", "NumberOfMessagesSent", "SentMessageSize",
	}},
	"AWS/SNS": {"TopicName", "AWS::SNS::Topic", []string{
		"NumberOfMessagesPublished", "NumberOfNotificationsDelivered", "NumberOfNotificationsFailed",
		"NumberOfNotificationsFailedToRedriveToDlq", "NumberOfNotificationsFilteredOut",
		"NumberOfNotificationsRedrivenToDlq", "PublishSize",
	}},
}

// problem returns the reason for which a deployed template has no source of a metric. It is
// empty if there is a source.
func (m metric) problem(template map[string]any) string {
	if m.namespace == metricNamespace {
		return m.ownProblem()
	}
	known, ok := catalogue[m.namespace]
	switch {
	case !ok:
		return "no such namespace"
	case !slices.Contains(known.names, m.name):
		return "no such metric"
	case len(m.dimensions) != 1:
		return "want one dimension"
	}
	dimension, resource, _ := strings.Cut(m.dimensions[0], "=")
	id, attribute, _ := strings.Cut(resource, ".")
	switch {
	case dimension != known.dimension:
		return "want dimension " + known.dimension
	case asMap(asMap(template["Resources"])[id])["Type"] != known.kind:
		return "no such " + known.kind
	case attribute != map[string]string{"FunctionName": "", "QueueName": "QueueName", "TopicName": "TopicName"}[dimension]:
		return "that is no " + dimension
	}
	return ""
}

func (m metric) ownProblem() string {
	i := slices.IndexFunc(metrics.All(), func(d metrics.Metric) bool { return d.Name == m.name })
	if i < 0 {
		return "the function emits no such metric"
	}
	names := []string{}
	for _, d := range m.dimensions {
		name, value, _ := strings.Cut(d, "=")
		names = append(names, name)
		if name == metrics.Operation && !slices.Contains(metrics.Operations(), value) {
			return "no such operation"
		}
	}
	if isByOperation := slices.Equal(names, []string{metrics.Operation}); len(names) > 0 && !(isByOperation && metrics.All()[i].ByOperation) {
		return "not emitted by these dimensions"
	}
	return ""
}

// alarmMetrics returns the metrics that an alarm watches.
func alarmMetrics(alarm map[string]any) []metric {
	var all []metric
	walk("", alarm, func(_ string, value any) {
		m := asMap(value)
		name, ok := m["MetricName"].(string)
		if !ok {
			return
		}
		found := metric{name: name, dimensions: []string{}}
		found.namespace, _ = m["Namespace"].(string)
		if text, ok := asMap(m["Namespace"])["Fn::Sub"].(string); ok {
			found.namespace = text
		}
		list, _ := m["Dimensions"].([]any)
		for _, d := range list {
			found.dimensions = append(found.dimensions, fmt.Sprintf("%v=%v", asMap(d)["Name"], nameOf(asMap(d)["Value"])))
		}
		all = append(all, found)
	})
	return all
}

// TestEveryMetricIsEmitted checks the metrics of all alarms and widgets, in each mode of
// delivery.
func TestEveryMetricIsEmitted(t *testing.T) {
	used := map[string]bool{}
	for _, mode := range modes {
		template := inMode(t, mode)
		all := map[string][]metric{}
		for id, alarm := range ofType(template, "AWS::CloudWatch::Alarm") {
			all[id] = alarmMetrics(alarm)
		}
		for _, w := range shownWidgets(t, template) {
			all[w.Properties.Title] = slices.Concat(all[w.Properties.Title], w.metrics(t))
		}
		for where, list := range all {
			for _, m := range list {
				used[m.name] = true
				if problem := m.problem(template); problem != "" {
					t.Errorf("%s: %s: %v: %s", mode, where, m, problem)
				}
			}
		}
	}
	for _, m := range metrics.All() {
		if !used[m.Name] {
			t.Errorf("%s is emitted, and no widget and no alarm has it", m.Name)
		}
	}
}

// TestProblemsOfMetrics: a metric without a source is found.
func TestProblemsOfMetrics(t *testing.T) {
	template := inMode(t, directDelivery)
	function, queue := []string{"FunctionName=" + functionID}, []string{"QueueName=" + queueID + ".QueueName"}
	for _, tt := range []struct {
		metric metric
		want   string
	}{
		{metric{"AWS/Lambda", "Errors", function}, ""},
		{metric{"AWS/SQS", "NumberOfMessagesDeleted", queue}, ""},
		{metric{metricNamespace, metrics.Applied, []string{}}, ""},
		{metric{metricNamespace, metrics.Applied, []string{"Operation=create"}}, ""},
		{metric{"AWS/Lambda", "Error", function}, "no such metric"},
		{metric{"AWS/Lambda", "Errors", queue}, "want dimension FunctionName"},
		{metric{"AWS/Lambda", "Errors", nil}, "want one dimension"},
		{metric{"AWS/Lambda", "Errors", []string{"FunctionName=" + queueID}}, "no such AWS::Lambda::Function"},
		{metric{"AWS/SQS", "NumberOfMessagesDeleted", []string{"QueueName=" + orderedQueueID + ".QueueName"}}, "no such AWS::SQS::Queue"},
		{metric{"AWS/SQS", "NumberOfMessagesDeleted", []string{"QueueName=" + queueID}}, "that is no QueueName"},
		{metric{"AWS/Sqs", "NumberOfMessagesDeleted", queue}, "no such namespace"},
		{metric{metricNamespace, "MisconfiguredTries", nil}, "the function emits no such metric"},
		{metric{metricNamespace, metrics.Applied, []string{"Operation=merge"}}, "no such operation"},
		{metric{metricNamespace, metrics.Throttled, []string{"Operation=create"}}, "not emitted by these dimensions"},
		{metric{metricNamespace, metrics.Applied, function}, "not emitted by these dimensions"},
	} {
		if got := tt.metric.problem(template); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.metric, got, tt.want)
		}
	}
}

// expand replaces the variables of a text's Fn::Sub. References to resources stay.
func expand(t *testing.T, value any) string {
	t.Helper()
	sub := asMap(value)["Fn::Sub"]
	if text, ok := sub.(string); ok {
		return text
	}
	list, ok := sub.([]any)
	if !ok {
		t.Fatalf("%v is no Fn::Sub", value)
	}
	text, variables := list[0].(string), asMap(list[1])
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		reference := "${" + name + "}"
		if !strings.Contains(text, reference) {
			t.Errorf("variable %s of Fn::Sub is not used", name)
		}
		v := variables[name]
		switch literal, isText := v.(string); {
		case isText:
			text = strings.ReplaceAll(text, reference, literal)
		case asMap(v)["Fn::Sub"] != nil:
			text = strings.ReplaceAll(text, reference, expand(t, v))
		default:
			text = strings.ReplaceAll(text, reference, "${"+nameOf(v)+"}")
		}
	}
	return text
}

var reference = regexp.MustCompile(`^\$\{(.*)\}$`)
