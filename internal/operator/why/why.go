// Package why finds the causes of an alarm in the function's log.
package why

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sns-dynamics/internal/alarm"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
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
	const outage = `{ $.class = "unavailable" }`
	return map[string]string{
		"OverdueAlarm": outage, "QueueStalledAlarm": outage, "QueueAgeAlarm": outage, "OrderedQueueAgeAlarm": outage,
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

// ErrNotFound is wrapped by the error of [Causes] for a log group that does not exist.
var ErrNotFound = errors.New("no such log group")

// maxLines is the most lines that are read.
const maxLines = 20_000

// Causes returns the causes of an alarm since a time, the cause with the most lines first.
// isWhole is false if the log has more lines than it reads. [Knows] must hold for the alarm.
// The error wraps [ErrNotFound], or comes from the SDK.
//
// See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func Causes(ctx context.Context, c aws.Config, group, alarm string, since time.Time) (causes []Cause, isWhole bool, err error) {
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(cloudwatchlogs.NewFromConfig(c), &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: &group, FilterPattern: aws.String(filters()[alarm]), StartTime: aws.Int64(max(0, since.UnixMilli())),
	})
	found := map[Cause]*Cause{}
	for lines := 0; pages.HasMorePages(); {
		if lines >= maxLines {
			return sorted(found), false, nil
		}
		page, err := pages.NextPage(ctx)
		if _, ok := errors.AsType[*types.ResourceNotFoundException](err); ok {
			return nil, false, fmt.Errorf("read log group %s: %w", group, ErrNotFound)
		}
		if err != nil {
			return nil, false, fmt.Errorf("read log group %s: %w", group, err)
		}
		lines += len(page.Events)
		for _, e := range page.Events {
			count(found, time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC(), aws.ToString(e.Message))
		}
	}
	return sorted(found), true, nil
}

// count adds a line to its cause. It leaves out a line that is no JSON.
func count(found map[Cause]*Cause, at time.Time, text string) {
	var l line
	if json.Unmarshal([]byte(text), &l) != nil {
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
	if !at.Before(c.Newest) {
		c.Newest, c.Error, c.Fix = at, next.Error, next.Fix
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
