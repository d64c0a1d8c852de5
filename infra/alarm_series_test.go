package main

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// The tests of this file evaluate alarms against series of their metrics, as CloudWatch
// documents it. No emulator of AWS evaluates metric math. What the documents say:
//
//   - FILL with REPEAT gives a missing point the value before it. A point before all values
//     stays missing.
//   - DIFF subtracts the preceding value. The first point has no value.
//   - An operator of two series has a value where both have one.
//   - IF takes the point of its second or third argument.
//   - An alarm looks at the newest EvaluationPeriods points. It is in ALARM if DatapointsToAlarm
//     of them are over the threshold, and a missing point is not.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
// and https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html

// missing is a point without a value.
var missing = math.NaN()

// series are the points of a metric, one for each period of the alarm that watches it.
type series []float64

// rings returns, for each period, whether the alarm is in ALARM.
func rings(t *testing.T, alarm map[string]any, metrics map[string]series) string {
	t.Helper()
	values := metrics[""]
	if list, ok := alarm["Metrics"].([]any); ok {
		for _, m := range list {
			if text, ok := asMap(m)["Expression"].(string); ok {
				e := expression{t: t, text: strings.ReplaceAll(text, " ", ""), metrics: metrics}
				values = e.all()
			}
		}
	}
	periods := at(t, alarm, "EvaluationPeriods").(int)
	needed := periods
	if n, ok := alarm["DatapointsToAlarm"].(int); ok {
		needed = n
	}
	threshold := float64(at(t, alarm, "Threshold").(int))
	var states strings.Builder
	for i := range values {
		over := 0
		for _, v := range values[max(0, i-periods+1) : i+1] {
			if v > threshold { // false for a missing point
				over++
			}
		}
		states.WriteString(map[bool]string{true: "A", false: "."}[over >= needed])
	}
	return states.String()
}

// TestAlarmsOverTime: a letter of the states is a period, A for ALARM.
func TestAlarmsOverTime(t *testing.T) {
	x := missing
	for _, tt := range []struct {
		name, alarm string
		metrics     map[string]series
		want        string
	}{
		{"old letters are no growth", deadLetterGrowthAlarmID, map[string]series{
			"visible": {5, 5, 5, 5}, "taken": {0, 0, 0, 0},
		}, "...."},
		{"a new letter beside old ones", deadLetterGrowthAlarmID, map[string]series{
			"visible": {5, 5, 6, 6, 6, 6, 6, 6, 6, 7}, "taken": {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		}, "..AAAAA..A"},
		{"a look at the letters", deadLetterGrowthAlarmID, map[string]series{
			"visible": {5, 0, 2, 5}, "taken": {0, 5, 3, 0},
		}, "...."},
		{"a purge, and a new letter", deadLetterGrowthAlarmID, map[string]series{
			"visible": {5, 0, 0, 1}, "taken": {0, 0, 0, 0},
		}, "...A"},
		{"SQS leaves out minutes", deadLetterGrowthAlarmID, map[string]series{
			"visible": {x, 5, x, 5, 5, x}, "taken": {x, 0, x, 0, x, x},
		}, "......"},
		{"a new letter after minutes that SQS left out", deadLetterGrowthAlarmID, map[string]series{
			"visible": {5, x, x, 6}, "taken": {0, x, x, 0},
		}, "...A"},
		{"the first letter of an idle queue is DeadLetterAlarm's", deadLetterGrowthAlarmID, map[string]series{
			"visible": {x, x, 1}, "taken": {x, x, 0},
		}, "..."},
		{"the first letter of an idle queue", deadLetterAlarmID, map[string]series{"": {x, x, 1, 1}}, "..AA"},
		{"further letters do not change DeadLetterAlarm", deadLetterAlarmID, map[string]series{"": {0, 1, 1, 2, 0}}, ".AAA."},
		{"one table fails, others succeed", queueStalledAlarmID, map[string]series{
			"received": {90, 90, 90, 90}, "deleted": {80, 80, 80, 80},
		}, "...."},
		{"everything fails", queueStalledAlarmID, map[string]series{
			"received": {90, 90, 90, 90}, "deleted": {0, 0, 0, 7},
		}, "..A."},
		{"one table has failed for over an hour", overdueAlarmID, map[string]series{"": {x, x, 10, 10, x}}, "..AA."},
	} {
		if got := rings(t, properties(t, tt.alarm), tt.metrics); got != tt.want {
			t.Errorf("%s: %s is %s, want %s", tt.name, tt.alarm, got, tt.want)
		}
	}
}

// expression evaluates metric math, as far as the template uses it.
type expression struct {
	t       *testing.T
	text    string
	metrics map[string]series
}

// all evaluates the whole text.
func (e *expression) all() series {
	e.t.Helper()
	v := e.compare()
	if e.text != "" {
		e.t.Fatalf("metric math: %q is not evaluated", e.text)
	}
	return v
}

// compare reads comparisons of sums, and their conjunctions.
func (e *expression) compare() series {
	left := e.sum()
	for _, o := range []struct {
		sign  string
		holds func(a, b float64) bool
	}{
		{">", func(a, b float64) bool { return a > b }},
		{"==", func(a, b float64) bool { return a == b }},
	} {
		if e.take(o.sign) {
			left = combine(left, e.sum(), func(a, b float64) float64 { return truth(o.holds(a, b)) })
		}
	}
	if e.take("AND") {
		left = combine(left, e.compare(), func(a, b float64) float64 { return truth(a != 0 && b != 0) })
	}
	return left
}

func (e *expression) sum() series {
	left := e.term()
	for e.take("+") {
		left = combine(left, e.term(), func(a, b float64) float64 { return a + b })
	}
	return left
}

// term reads a function, a number or the id of a metric.
func (e *expression) term() series {
	e.t.Helper()
	switch {
	case e.take("DIFF("):
		v := e.compare()
		e.must(")")
		return diff(v)
	case e.take("FILL("):
		v := e.compare()
		e.must(",REPEAT)")
		return repeat(v)
	case e.take("IF("):
		condition := e.compare()
		e.must(",")
		yes := e.compare()
		e.must(",")
		no := e.compare()
		e.must(")")
		return choose(condition, yes, no)
	}
	end := strings.IndexFunc(e.text, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789_", r) })
	if end < 0 {
		end = len(e.text)
	}
	name := e.text[:end]
	e.text = e.text[end:]
	if n, err := strconv.ParseFloat(name, 64); err == nil {
		return series{n}
	}
	v, ok := e.metrics[name]
	if !ok {
		e.t.Fatalf("metric math: no series %q", name)
	}
	return v
}

func (e *expression) take(sign string) bool {
	rest, ok := strings.CutPrefix(e.text, sign)
	e.text = rest
	return ok
}

func (e *expression) must(sign string) {
	e.t.Helper()
	if !e.take(sign) {
		e.t.Fatalf("metric math: want %s at %q", sign, e.text)
	}
}

func truth(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// point is the value of a series, or of a number, which is a series of one point.
func (s series) point(i int) float64 {
	if len(s) == 1 {
		return s[0]
	}
	return s[i]
}

func combine(a, b series, f func(a, b float64) float64) series {
	all := make(series, max(len(a), len(b)))
	for i := range all {
		if all[i] = missing; !math.IsNaN(a.point(i)) && !math.IsNaN(b.point(i)) {
			all[i] = f(a.point(i), b.point(i))
		}
	}
	return all
}

func choose(condition, yes, no series) series {
	all := make(series, len(condition))
	for i, c := range condition {
		switch {
		case math.IsNaN(c):
			all[i] = missing
		case c != 0:
			all[i] = yes.point(i)
		default:
			all[i] = no.point(i)
		}
	}
	return all
}

func diff(s series) series {
	all := make(series, len(s))
	for i := range s {
		if all[i] = missing; i > 0 {
			all[i] = s[i] - s[i-1] // missing if one is
		}
	}
	return all
}

func repeat(s series) series {
	all := make(series, len(s))
	for i, v := range s {
		if all[i] = v; math.IsNaN(v) && i > 0 {
			all[i] = all[i-1]
		}
	}
	return all
}
