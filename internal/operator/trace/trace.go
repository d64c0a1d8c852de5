// Package trace finds the log lines of a message.
package trace

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/loggroup"
)

// Line is the log line of one attempt for a message. Its JSON has no empty fields.
type Line struct {
	Time      time.Time `json:"time"`
	Level     string    `json:"level"`
	MessageID string    `json:"messageId"`
	// Route is the route of the message and the first digits of the hash of the routes.
	Route     string `json:"route,omitempty"`
	Operation string `json:"operation,omitempty"`
	// Action is the name of the action of an operation of that kind.
	Action string `json:"action,omitempty"`
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

// Message returns the log lines of a message since a time, the oldest first. [IsMessageID]
// must hold for the id. The error is an error of [loggroup.Events].
func Message(ctx context.Context, c aws.Config, group, id string, since time.Time) ([]Line, error) {
	id = strings.ToLower(id) // the log has the id of SNS or SQS, and the filter minds case
	if !IsMessageID(id) {
		return nil, fmt.Errorf("%q is no MessageId", id)
	}
	var lines []Line
	for e, err := range loggroup.Events(ctx, c, group, `{ $.messageId = "`+id+`" }`, since) {
		if err != nil {
			return nil, err
		}
		var l Line
		if err := json.Unmarshal([]byte(e.Text), &l); err != nil {
			continue // not a line of the function
		}
		if !strings.EqualFold(l.MessageID, id) {
			continue // the line of another message, which the filter let through
		}
		l.Time = e.Time
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(x, y Line) int { return x.Time.Compare(y.Time) })
	return lines, nil
}

// IsMessageID reports whether s is a GUID: a MessageId of SNS or SQS is a GUID. Only a GUID
// may be part of a filter pattern.
func IsMessageID(s string) bool { return operation.IsGUID(s) }
