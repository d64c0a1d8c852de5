// Package why finds the causes of an alarm in the function's log.
package why

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/alarm"
	"sns-dynamics/internal/operator/loggroup"
)

// Cause is a group of log lines with the same class, code, status, operation and entity set.
type Cause struct {
	Class     string `json:"class,omitempty"`
	Code      string `json:"code,omitempty"`
	Status    int    `json:"status,omitempty"`
	Operation string `json:"operation,omitempty"`
	EntitySet string `json:"entitySet,omitempty"`
	Lines     int    `json:"lines"`
	// Newest, Error and Fix come from the newest line.
	Newest time.Time `json:"newest"`
	Error  string    `json:"error,omitempty"`
	Fix    string    `json:"fix,omitempty"`
}

// filters returns the filter pattern of the lines of each alarm.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
func filters() map[string]string {
	// A message waits in the queue after a failure of any class.
	const waits = `{ $.class = "unavailable" || $.outcome = "retry" || $.outcome = "failed" }`
	return map[string]string{
		"OverdueAlarm": `{ $.class = "unavailable" }`, "QueueStalledAlarm": waits, "QueueAgeAlarm": waits, "OrderedQueueAgeAlarm": waits,
		"MisconfiguredAlarm": `{ $.class = "misconfigured" }`,
		"ThrottledAlarm":     `{ $.status = 429 }`,
		"ErrorAlarm":         `{ $.record.status = "timeout" || $.record.status = "error" || $.message = "function not started" || $.msg = "function not started" || $.handOverError = "*" }`,
		"DurationAlarm":      fmt.Sprintf(`{ $.record.metrics.durationMs > %d }`, alarm.LongDuration.Milliseconds()),
	}
}

// Knows reports whether the log has the causes of an alarm, by its logical id.
func Knows(alarm string) bool {
	_, ok := filters()[alarm]
	return ok
}

// maxLines is the most lines that are read.
const maxLines = 20_000

// Causes returns the causes of an alarm since a time, the cause with the most lines first.
// isWhole is false if the log has more lines than it reads. [Knows] must hold for the alarm.
// The error is an error of [loggroup.Events].
func Causes(ctx context.Context, c aws.Config, group, alarm string, since time.Time) (causes []Cause, isWhole bool, err error) {
	found := map[Cause]*Cause{}
	lines := 0
	for e, err := range loggroup.Events(ctx, c, group, filters()[alarm], since) {
		if err != nil {
			return nil, false, err
		}
		if lines++; lines > maxLines {
			return sorted(found), false, nil
		}
		count(found, e)
	}
	return sorted(found), true, nil
}

// count adds a line to its cause. It leaves out a line that is no JSON.
func count(found map[Cause]*Cause, e loggroup.Event) {
	var l line
	if json.Unmarshal([]byte(e.Text), &l) != nil {
		return
	}
	next := l.cause()
	key := next
	key.Error, key.Fix = "", ""
	c := found[key]
	if c == nil {
		c = &Cause{}
		*c = key
		found[key] = c
	}
	c.Lines++
	if !e.Time.Before(c.Newest) {
		c.Newest, c.Error, c.Fix = e.Time, next.Error, next.Fix
	}
}

func sorted(found map[Cause]*Cause) []Cause {
	causes := []Cause{}
	for _, c := range found {
		causes = append(causes, *c)
	}
	slices.SortFunc(causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Lines, a.Lines), b.Newest.Compare(a.Newest), cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.EntitySet, b.EntitySet), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Status, b.Status))
	})
	return causes
}
