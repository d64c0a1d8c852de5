package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shownWidget is a widget in the form that CloudWatch reads.
type shownWidget struct {
	Type                string
	X, Y, Width, Height int
	Properties          struct {
		Title, Region, Query, View, Stat string
		Period                           int
		Alarms                           []string
		Metrics                          [][]any
	}
}

// shownWidgets returns the widgets of the dashboard in a deployed template.
func shownWidgets(t *testing.T, template map[string]any) []shownWidget {
	t.Helper()
	text := expand(t, propertiesIn(t, template, dashboardID)["DashboardBody"])
	var body struct{ Widgets []shownWidget }
	if err := json.Unmarshal([]byte(text), &body); err != nil {
		t.Fatalf("the dashboard's body: %v\n%s", err, text)
	}
	return body.Widgets
}

// metrics returns the metrics of a widget without its expressions.
func (w shownWidget) metrics(t *testing.T) []metric {
	t.Helper()
	var all []metric
	for _, row := range w.Properties.Metrics {
		if _, ok := row[len(row)-1].(map[string]any); ok {
			row = row[:len(row)-1]
		}
		if len(row) == 0 {
			continue // an expression
		}
		if len(row)%2 != 0 {
			t.Errorf("%s: %v: a dimension without a value", w.Properties.Title, row)
			continue
		}
		m := metric{namespace: row[0].(string), name: row[1].(string), dimensions: []string{}}
		for i := 2; i < len(row); i += 2 {
			value := row[i+1].(string)
			if found := reference.FindStringSubmatch(value); found != nil {
				value = found[1]
			}
			m.dimensions = append(m.dimensions, fmt.Sprintf("%s=%s", row[i], value))
		}
		all = append(all, m)
	}
	return all
}

// TestDashboardIsWhole checks the rules of CloudWatch for each type of widget. No widget
// covers another.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
func TestDashboardIsWhole(t *testing.T) {
	for _, mode := range modes {
		covered := map[[2]int]string{}
		for _, w := range shownWidgets(t, inMode(t, mode)) {
			p := w.Properties
			if p.Title == "" || w.X < 0 || w.Width < 1 || w.X+w.Width > 24 || w.Height < 1 {
				t.Errorf("%s: widget %q at %d,%d of %d x %d: want a title, and columns 0 to 23", mode, p.Title, w.X, w.Y, w.Width, w.Height)
			}
			for x := w.X; x < w.X+w.Width; x++ {
				for y := w.Y; y < w.Y+w.Height; y++ {
					if other := covered[[2]int{x, y}]; other != "" {
						t.Fatalf("%s: %s covers %s", mode, p.Title, other)
					}
					covered[[2]int{x, y}] = p.Title
				}
			}
			switch w.Type {
			case "alarm":
			case "metric":
				if p.Region != "${AWS::Region}" || p.Period%60 != 0 || p.Stat == "" || len(p.Metrics) == 0 {
					t.Errorf("%s: %s: want region, period, statistic and metrics: %+v", mode, p.Title, p)
				}
			case "log":
				if p.Region != "${AWS::Region}" || !strings.HasPrefix(p.Query, "SOURCE '${"+functionLogGroupID+"}' | ") {
					t.Errorf("%s: %s: want region, and a query of the function's log: %+v", mode, p.Title, p)
				}
			default:
				t.Errorf("%s: %s is of type %q", mode, p.Title, w.Type)
			}
		}
	}
}

// TestExpressionsKnowTheirMetrics: an id is unique in its widget, and an expression names
// only ids of its widget.
func TestExpressionsKnowTheirMetrics(t *testing.T) {
	names, quoted := regexp.MustCompile(`\b[a-z][a-z0-9_]*\b`), regexp.MustCompile(`METRICS\("([a-z]+)"\)`)
	for _, mode := range modes {
		found := 0
		for _, w := range shownWidgets(t, inMode(t, mode)) {
			var ids, expressions []string
			for _, row := range w.Properties.Metrics {
				options := asMap(row[len(row)-1])
				if id, ok := options["id"].(string); ok {
					if slices.Contains(ids, id) {
						t.Errorf("%s: %s: id %s is there twice", mode, w.Properties.Title, id)
					}
					ids = append(ids, id)
				}
				if text, ok := options["expression"].(string); ok {
					expressions = append(expressions, text)
				}
			}
			for _, text := range expressions {
				found++
				for _, part := range quoted.FindAllStringSubmatch(text, -1) {
					if !slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(id, part[1]) }) {
						t.Errorf("%s: %s: %s: no id has %s in it", mode, w.Properties.Title, text, part[1])
					}
				}
				text = regexp.MustCompile(`\$\{\w+\}`).ReplaceAllString(quoted.ReplaceAllString(text, ""), "1")
				for _, name := range names.FindAllString(text, -1) {
					if !slices.Contains(ids, name) {
						t.Errorf("%s: %s: %s: no metric has the id %s", mode, w.Properties.Title, text, name)
					}
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: no expression", mode)
		}
	}
}

// TestDashboardShowsEveryAlarm: the dashboard shows the alarms of the mode of delivery, and
// no other alarm.
func TestDashboardShowsEveryAlarm(t *testing.T) {
	for _, mode := range modes {
		template := inMode(t, mode)
		var want, got []string
		for id := range ofType(template, "AWS::CloudWatch::Alarm") {
			want = append(want, "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${"+id+"}")
		}
		for _, w := range shownWidgets(t, template) {
			got = append(got, w.Properties.Alarms...)
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: alarms (-template +dashboard):\n%s", mode, diff)
		}
	}
}

// TestDashboardShowsWhatIsThere: each mode of delivery has other queues and another topic,
// and the dashboard shows all of them.
func TestDashboardShowsWhatIsThere(t *testing.T) {
	want := map[string][]string{
		directDelivery:  {deadLetterQueueID, queueID, topicID},
		queuedDelivery:  {deadLetterQueueID, queueID, topicID},
		orderedDelivery: {deadLetterQueueID, orderedDeadLetterQueueID, orderedQueueID, orderedTopicID, queueID, topicID},
	}
	for _, mode := range modes {
		var got []string
		for _, w := range shownWidgets(t, inMode(t, mode)) {
			for _, m := range w.metrics(t) {
				if m.namespace == snsNamespace || m.namespace == sqsNamespace {
					_, resource, _ := strings.Cut(m.dimensions[0], "=")
					id, _, _ := strings.Cut(resource, ".")
					got = append(got, id)
				}
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(want[mode], slices.Compact(got)); diff != "" {
			t.Errorf("%s: shown (-want +got):\n%s", mode, diff)
		}
	}
}
