package cloudwatch

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/smithy-go/encoding/cbor"
)

type describeAlarmsInput struct {
	AlarmNames      []string
	AlarmNamePrefix string
	AlarmTypes      []string
	StateValue      string
	MaxRecords      *int
	NextToken       string
}

// describeAlarms returns metric alarms, 50 a page by default. It ignores unknown names.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func (as *Alarms) describeAlarms(in describeAlarmsInput) (any, error) {
	limit := 50
	if in.MaxRecords != nil {
		limit = *in.MaxRecords
	}
	switch {
	case in.AlarmNamePrefix != "" && len(in.AlarmNames) > 0:
		return nil, refuse("ValidationError", "AlarmNamePrefix and AlarmNames are mutually exclusive.")
	case limit < 1 || limit > 100:
		return nil, refuse("ValidationError", "MaxRecords must be between 1 and 100.")
	}
	var all []Alarm
	for _, name := range slices.Sorted(maps.Keys(as.byName)) {
		a := as.byName[name].current()
		if in.selects(a) {
			all = append(all, a)
		}
	}
	page, ok := as.account.Page(len(all), in.NextToken, limit)
	if !ok {
		return nil, refuse("InvalidNextToken", "The next token specified is invalid.")
	}
	alarms := cbor.List{}
	for _, a := range all[page.From:page.To] {
		alarms = append(alarms, a.described())
	}
	out := cbor.Map{"MetricAlarms": alarms, "CompositeAlarms": cbor.List{}}
	if page.Next != "" {
		out["NextToken"] = cbor.String(page.Next)
	}
	return out, nil
}

// selects reports whether an alarm has the name, the state and the type of the request.
func (in describeAlarmsInput) selects(a Alarm) bool {
	return (len(in.AlarmNames) == 0 || slices.Contains(in.AlarmNames, a.Name)) && strings.HasPrefix(a.Name, in.AlarmNamePrefix) &&
		(in.StateValue == "" || in.StateValue == a.State) && (len(in.AlarmTypes) == 0 || slices.Contains(in.AlarmTypes, "MetricAlarm"))
}
