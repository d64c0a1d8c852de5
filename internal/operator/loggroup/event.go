// Package loggroup reads the events of a CloudWatch log group.
package loggroup

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// Event is a line of a log group. Its time has milliseconds, in UTC.
type Event struct {
	Time time.Time
	Text string
}

// ErrNotFound is wrapped by the error of [Events] for a log group that does not exist.
var ErrNotFound = errors.New("no such log group")

// Events yields the events of a log group since a time that match a filter pattern. The events
// come in the order of CloudWatch, which is by time within a log stream. An error is the last
// pair. It wraps [ErrNotFound], or comes from the SDK.
//
// See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func Events(ctx context.Context, c aws.Config, group, pattern string, since time.Time) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		pages := cloudwatchlogs.NewFilterLogEventsPaginator(cloudwatchlogs.NewFromConfig(c), &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: &group, FilterPattern: &pattern, StartTime: aws.Int64(max(0, since.UnixMilli())),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if _, ok := errors.AsType[*types.ResourceNotFoundException](err); ok {
				err = ErrNotFound
			}
			if err != nil {
				yield(Event{}, fmt.Errorf("read log group %s: %w", group, err))
				return
			}
			for _, e := range page.Events {
				if !yield(Event{time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC(), aws.ToString(e.Message)}, nil) {
					return
				}
			}
		}
	}
}
