package awstest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

type logEvent struct {
	id, stream, line string
	at               int64 // in milliseconds
}

// AddLogGroup makes an empty log group, if it is not there.
func (c *Cloud) AddLogGroup(group string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, found := c.groups[group]; !found {
		c.groups[group] = nil
	}
}

// Log writes a line to a stream of a log group, and makes the group if it is
// not there. It panics if [Options] had no Now.
func (c *Cloud) Log(group, stream string, at time.Time, line string) {
	c.requireClock(at)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.serial++
	e := logEvent{id: fmt.Sprintf("%056d", c.serial), stream: stream, line: line, at: at.UnixMilli()}
	list := c.groups[group]
	i := len(list) // behind those of the same time
	for i > 0 && list[i-1].at > e.at {
		i--
	}
	c.groups[group] = slices.Insert(list, i, e)
}

func logsOperations() map[string]operation {
	return map[string]operation{"FilterLogEvents": with((*Cloud).filterLogEvents)}
}

type filterLogEventsInput struct {
	LogGroupName        string
	LogGroupIdentifier  string
	LogStreamNames      []string
	LogStreamNamePrefix string
	StartTime           *int64
	EndTime             *int64
	FilterPattern       string
	NextToken           string
	Limit               *int
	Interleaved         bool // has no effect with AWS either
}

type filteredEvent struct {
	EventID       string `json:"eventId"`
	LogStreamName string `json:"logStreamName"`
	Message       string `json:"message"`
	Timestamp     int64  `json:"timestamp"`
	IngestionTime int64  `json:"ingestionTime"`
}

// filterLogEvents searches page by page: as with AWS, a page may hold nothing
// and yet be followed by one that does.
//
// See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func (c *Cloud) filterLogEvents(in filterLogEventsInput) (any, error) {
	name := in.LogGroupName
	if name == "" {
		name = strings.TrimPrefix(in.LogGroupIdentifier, arn("logs", "log-group:"))
	}
	events, found := c.groups[name]
	if !found {
		return nil, logsRefuse("ResourceNotFoundException", "The specified log group does not exist.")
	}
	matches, err := parsePattern(in.FilterPattern)
	if err != nil {
		return nil, err
	}
	most := 10000
	if in.Limit != nil {
		most = *in.Limit
	}
	switch {
	case in.LogGroupName != "" && in.LogGroupIdentifier != "", len(in.LogStreamNames) > 0 && in.LogStreamNamePrefix != "",
		most < 1 || most > 10000, in.StartTime != nil && in.EndTime != nil && *in.StartTime > *in.EndTime:
		return nil, logsRefuse("InvalidParameterException", "The parameters cannot be combined, or are out of range.")
	}
	events = slices.DeleteFunc(slices.Clone(events), func(e logEvent) bool {
		return in.StartTime != nil && e.at < *in.StartTime || in.EndTime != nil && e.at > *in.EndTime ||
			len(in.LogStreamNames) > 0 && !slices.Contains(in.LogStreamNames, e.stream) || !strings.HasPrefix(e.stream, in.LogStreamNamePrefix)
	})
	from, to, next, ok := c.pageOf(len(events), in.NextToken, most)
	if !ok {
		return nil, logsRefuse("InvalidParameterException", "The specified nextToken is invalid.")
	}
	list := []filteredEvent{}
	for _, e := range events[from:to] {
		if matches(e.line) {
			list = append(list, filteredEvent{e.id, e.stream, e.line, e.at, e.at})
		}
	}
	out := map[string]any{"events": list, "searchedLogStreams": []any{}}
	if next != "" {
		out["nextToken"] = next
	}
	return out, nil
}

func logsRefuse(code, format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, code, format, args...)
}
