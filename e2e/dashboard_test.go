//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// checkDashboard checks that the stack's dashboard exists, and that it shows the function,
// the queues and the topic of this stack by their names. moto gives its alarms no names, so
// they have the names of the template.
func checkDashboard(t *testing.T, aws cloud, stack string) {
	t.Helper()
	resources, _ := stackResources(t, aws, stack)
	body := decode[struct{ DashboardBody string }](t, aws.aws(t, "cloudwatch", "get-dashboard", "--dashboard-name", resources["Dashboard"])).DashboardBody
	type widget struct {
		Type       string
		Properties struct {
			Title   string
			Metrics [][]any
			Query   string
		}
	}
	rows, queries := 0, 0
	for _, w := range decode[struct{ Widgets []widget }](t, body).Widgets {
		for _, row := range w.Properties.Metrics {
			rows++
			for _, part := range row {
				if text, ok := part.(string); ok && strings.Contains(text, "${") {
					t.Errorf("%s: %s: %v is not resolved", stack, w.Properties.Title, row)
				}
			}
		}
		if w.Properties.Query != "" {
			queries++
			if !strings.Contains(w.Properties.Query, "'"+resources["FunctionLogGroup"]+"'") {
				t.Errorf("%s: %s: %s is not of the log of the stack", stack, w.Properties.Title, w.Properties.Query)
			}
		}
	}
	if rows < 40 || queries != 2 {
		t.Errorf("%s: the dashboard has %d metrics and %d queries: %s", stack, rows, queries, body)
	}
	for _, want := range []string{`"` + resources["Function"] + `"`, "SnsDynamics/" + stack} {
		if !strings.Contains(body, want) {
			t.Errorf("%s: the dashboard does not name %s", stack, want)
		}
	}
}
