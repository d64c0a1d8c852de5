package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/dynamics"
)

// TestMisconfiguredIsCounted wants the alarm to watch what the filter counts, and
// the filter to count the class that the function logs.
func TestMisconfiguredIsCounted(t *testing.T) {
	filter, alarm := properties(t, misconfiguredFilterID), properties(t, misconfiguredAlarmID)
	if got, want := filter["FilterPattern"], `{ $.class = "`+string(dynamics.Misconfigured)+`" }`; got != want {
		t.Errorf("FilterPattern = %v, want %s", got, want)
	}
	if diff := cmp.Diff(ref(functionLogGroupID), filter["LogGroupName"]); diff != "" {
		t.Errorf("LogGroupName (-want +got):\n%s", diff)
	}
	counted := asMap(at(t, filter, "MetricTransformations", 0))
	if diff := cmp.Diff([]any{counted["MetricNamespace"], counted["MetricName"]}, []any{alarm["Namespace"], alarm["MetricName"]}); diff != "" {
		t.Errorf("what is counted and what is watched (-filter +alarm):\n%s", diff)
	}
	namespace, _ := asMap(alarm["Namespace"])["Fn::Sub"].(string)
	if !strings.Contains(namespace, "${AWS::StackName}") {
		t.Errorf("Namespace = %v, want one of the stack's own", alarm["Namespace"])
	}
}
