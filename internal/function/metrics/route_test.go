package metrics_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/function/metrics"
)

// TestRoutes: Applied and Rejected have the route as a dimension, for the first routes. The
// other metrics do not have it, and no count is there twice.
func TestRoutes(t *testing.T) {
	var names []string
	for i := range metrics.MaxRoutes + 1 {
		names = append(names, fmt.Sprintf("route-%d", i))
	}
	last := names[metrics.MaxRoutes]
	var lines bytes.Buffer
	r := metrics.New(metrics.Config{Writer: &lines, Namespace: namespace, Routes: names})
	for _, e := range []metrics.End{
		{Operation: "create", Route: "route-0", Metric: metrics.Applied},
		{Operation: "create", Route: "route-0", Metric: metrics.Applied},
		{Operation: "create", Route: "route-0", Metric: metrics.Unchanged},
		{Operation: "batch", Route: "route-0", Metric: metrics.Rejected},
		{Operation: "create", Route: "route-1", Metric: metrics.Applied},
		{Operation: "create", Metric: metrics.Applied},
		{Operation: "create", Route: last, Metric: metrics.Applied},
		{Operation: "create", Route: "no such route", Metric: metrics.Rejected},
		{Route: "route-1", Metric: metrics.Ignored},
	} {
		r.Ended(e)
	}
	r.Flush(requestID)
	sums, byRoute := map[string]float64{}, map[string]float64{}
	for line := range strings.Lines(lines.String()) {
		for _, problem := range problems(line) {
			t.Errorf("%s in\n%s", problem, line)
		}
		d := decode(t, line)
		for _, x := range d.directives {
			for _, m := range x.Metrics {
				n, ok := d.root[m.Name].(float64)
				if !ok {
					continue // the list of ages
				}
				sums[m.Name] += n
				hasRoute := slices.ContainsFunc(x.Dimensions, func(set []string) bool { return slices.Equal(set, []string{metrics.Route}) })
				if hasRoute {
					byRoute[m.Name+" "+d.text(metrics.Route)] += n
				}
			}
		}
	}
	for name, want := range map[string]float64{metrics.Applied: 5, metrics.Unchanged: 1, metrics.Rejected: 2, metrics.Ignored: 1} {
		if sums[name] != want {
			t.Errorf("%s: %v, want %v\n%s", name, sums[name], want, &lines)
		}
	}
	want := map[string]float64{"Applied route-0": 2, "Rejected route-0": 1, "Applied route-1": 1}
	if fmt.Sprint(byRoute) != fmt.Sprint(want) {
		t.Errorf("by route %v, want %v", byRoute, want)
	}
}
