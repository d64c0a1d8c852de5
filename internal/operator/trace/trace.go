// Package trace finds the log lines of a message.
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

	"sns-dynamics/internal/operation"
)

// Line is the log line of one attempt for a message. Its JSON has no empty fields.
type Line struct {
	Time      time.Time `json:"time"`
	Level     string    `json:"level"`
	MessageID string    `json:"messageId"`
	// Route is the route of the message and the first digits of the hash of the routes.
	Route     string `json:"route,omitempty"`
	Operation string `json:"operation,omitempty"`
	// Operations is the number of operations of a batch.
	Operations int    `json:"operations,omitempty"`
	EntitySet  string `json:"entitySet,omitempty"`
	Row        string `json:"row,omitempty"`
	Outcome    string `json:"outcome"`
	Class      string `json:"class,omitempty"`
	Code       string `json:"code,omitempty"`
	Status     int    `json:"status,omitempty"`
	// Tries counts the requests of an invocation; 0 means one request. Received counts the
	// receives from the queue; 0 means that no queue delivered the message.
	Tries    int `json:"tries,omitempty"`
	Received int `json:"received,omitempty"`
	// Duration is in milliseconds.
	Duration           float64 `json:"duration"`
	Error              string  `json:"error,omitempty"`
	Fix                string  `json:"fix,omitempty"`
	HandOverError      string  `json:"handOverError,omitempty"`
	DataverseRequestID string  `json:"dataverseRequestId,omitempty"`
	// RequestID is Lambda's id of the invocation.
	RequestID string `json:"requestId,omitempty"`
}

// ErrNotFound is wrapped by the error of [Message] for a log group that does not exist.
var ErrNotFound = errors.New("no such log group")

// Message returns the log lines of a message since a time, the oldest first. [IsMessageID]
// must hold for the id. The error wraps [ErrNotFound], or comes from the SDK.
//
// See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func Message(ctx context.Context, c aws.Config, group, id string, since time.Time) ([]Line, error) {
	if !IsMessageID(id) {
		return nil, fmt.Errorf("%q is no MessageId", id)
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
				continue // not a line of the function
			}
			if l.MessageID != id {
				continue // the line of another message, which the filter let through
			}
			l.Time = time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC()
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(x, y Line) int { return x.Time.Compare(y.Time) })
	return lines, nil
}

// IsMessageID reports whether s is a GUID: a MessageId of SNS or SQS is a GUID. Only a GUID
// may be part of a filter pattern.
func IsMessageID(s string) bool { return operation.IsGUID(s) }
