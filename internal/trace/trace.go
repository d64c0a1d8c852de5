// Package trace finds what the function logged of one message.
package trace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sns-dynamics/internal/dynamics"
)

// Line is what the function logged of one try of a message. Fields without a value
// are left out of its JSON.
type Line struct {
	Time      time.Time `json:"time"`
	Level     string    `json:"level"`
	MessageID string    `json:"messageId"`
	Operation string    `json:"operation,omitempty"`
	// Operations is how many a batch has.
	Operations int    `json:"operations,omitempty"`
	EntitySet  string `json:"entitySet,omitempty"`
	Row        string `json:"row,omitempty"`
	Outcome    string `json:"outcome"`
	Class      string `json:"class,omitempty"`
	Code       string `json:"code,omitempty"`
	Status     int    `json:"status,omitempty"`
	// Tries counts the requests of an invocation, and Received how often the queue
	// gave the message out; 0 where there was one, or no queue.
	Tries    int `json:"tries,omitempty"`
	Received int `json:"received,omitempty"`
	// Duration is in milliseconds.
	Duration           float64 `json:"duration"`
	Error              string  `json:"error,omitempty"`
	Fix                string  `json:"fix,omitempty"`
	HandOverError      string  `json:"handOverError,omitempty"`
	DataverseRequestID string  `json:"dataverseRequestId,omitempty"`
	// RequestID is Lambda's, of the invocation.
	RequestID string `json:"requestId,omitempty"`
}

// ErrNotFound is wrapped by the error of [Message] when there is no such log group.
var ErrNotFound = errors.New("no such log group")

// Message returns the function's lines of a message since then, the oldest first.
// The id must be one that [IsMessageID] knows. Its error wraps [ErrNotFound], or is
// the SDK's.
//
// See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func Message(ctx context.Context, c aws.Config, group, id string, since time.Time) ([]Line, error) {
	if !IsMessageID(id) {
		return nil, fmt.Errorf("trace: %q is no MessageId", id)
	}
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(cloudwatchlogs.NewFromConfig(c), &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: &group, FilterPattern: aws.String(`{ $.messageId = "` + id + `" }`), StartTime: aws.Int64(max(0, since.UnixMilli())),
	})
	var lines []Line
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if _, ok := errors.AsType[*types.ResourceNotFoundException](err); ok {
			return nil, fmt.Errorf("read log group %s: %w", group, ErrNotFound)
		}
		if err != nil {
			return nil, fmt.Errorf("read log group %s: %w", group, err)
		}
		for _, e := range page.Events {
			l := Line{Time: time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC()}
			if err := json.Unmarshal([]byte(aws.ToString(e.Message)), &l); err != nil {
				continue // not a line of the function's
			}
			if l.MessageID != id {
				continue // whatever the filter let through
			}
			l.Time = time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC()
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(x, y Line) int { return x.Time.Compare(y.Time) })
	return lines, nil
}

// IsMessageID reports whether s may be the MessageId of SNS or SQS, which is a
// GUID: such an id goes into a filter pattern.
func IsMessageID(s string) bool { return dynamics.IsGUID(s) }
