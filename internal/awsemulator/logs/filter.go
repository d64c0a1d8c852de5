package logs

import (
	"slices"
	"strings"

	"sns-dynamics/internal/awsemulator/account"
)

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
	Interleaved         bool // has no effect with AWS, too
}

type filteredEvent struct {
	EventID       string `json:"eventId"`
	LogStreamName string `json:"logStreamName"`
	Message       string `json:"message"`
	Timestamp     int64  `json:"timestamp"`
	IngestionTime int64  `json:"ingestionTime"`
}

// maxEventsPage is the limit of the events of a page.
const maxEventsPage = 10000

// filterLogEvents searches one page. A page without a match may have a next page with
// matches, as with AWS.
//
// See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func (gs *Groups) filterLogEvents(in filterLogEventsInput) (any, error) {
	name := in.LogGroupName
	if name == "" {
		name = strings.TrimPrefix(in.LogGroupIdentifier, account.ARN("logs", "log-group:"))
	}
	events, found := gs.byName[name]
	if !found {
		return nil, refuse("ResourceNotFoundException", "The specified log group does not exist.")
	}
	matches, err := parsePattern(in.FilterPattern)
	if err != nil {
		return nil, err
	}
	limit := maxEventsPage
	if in.Limit != nil {
		limit = *in.Limit
	}
	switch {
	case in.LogGroupName != "" && in.LogGroupIdentifier != "", len(in.LogStreamNames) > 0 && in.LogStreamNamePrefix != "",
		limit < 1 || limit > maxEventsPage, in.StartTime != nil && in.EndTime != nil && *in.StartTime > *in.EndTime:
		return nil, refuse("InvalidParameterException", "The parameters cannot be combined, or are out of range.")
	}
	events = slices.DeleteFunc(slices.Clone(events), func(e event) bool { return !in.selects(e) })
	page, ok := gs.account.Page(len(events), in.NextToken, limit)
	if !ok {
		return nil, refuse("InvalidParameterException", "The specified nextToken is invalid.")
	}
	list := []filteredEvent{}
	for _, e := range events[page.From:page.To] {
		if matches(e.line) {
			list = append(list, filteredEvent{e.id, e.stream, e.line, e.at, e.at})
		}
	}
	out := map[string]any{"events": list, "searchedLogStreams": []any{}}
	if page.Next != "" {
		out["nextToken"] = page.Next
	}
	return out, nil
}

// selects reports whether an event has the time and the stream of the request.
func (in filterLogEventsInput) selects(e event) bool {
	return (in.StartTime == nil || e.at >= *in.StartTime) && (in.EndTime == nil || e.at <= *in.EndTime) &&
		(len(in.LogStreamNames) == 0 || slices.Contains(in.LogStreamNames, e.stream)) && strings.HasPrefix(e.stream, in.LogStreamNamePrefix)
}
