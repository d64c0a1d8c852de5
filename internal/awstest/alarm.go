package awstest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"
)

// Alarm is a metric alarm of CloudWatch.
type Alarm struct {
	Name            string
	Description     string
	State           string // OK, ALARM or INSUFFICIENT_DATA; "" means OK
	StateReason     string
	StateUpdated    time.Time // zero means now
	Namespace       string
	Metric          string
	Dimensions      map[string]string
	Actions         []string // ARNs of what is told of the state ALARM
	ActionsDisabled bool
}

// AddAlarm makes an alarm. One of that name that is there already is replaced.
// It panics if the alarm has a time and [Options] had no Now.
func (c *Cloud) AddAlarm(a Alarm) {
	c.requireClock(a.StateUpdated)
	c.mu.Lock()
	defer c.mu.Unlock()
	a.State = cmp.Or(a.State, "OK")
	if a.StateUpdated.IsZero() {
		a.StateUpdated = c.now()
	}
	a.Dimensions, a.Actions = maps.Clone(a.Dimensions), slices.Clone(a.Actions)
	c.alarms[a.Name] = a
}

func cloudWatchOperations() map[string]operation {
	return map[string]operation{"DescribeAlarms": with((*Cloud).describeAlarms)}
}

type describeAlarmsInput struct {
	AlarmNames      []string
	AlarmNamePrefix string
	AlarmTypes      []string
	StateValue      string
	MaxRecords      *int
	NextToken       string
}

// describeAlarms finds metric alarms, 50 to a page unless told otherwise; a
// name that there is no alarm of is passed over.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func (c *Cloud) describeAlarms(in describeAlarmsInput) (any, error) {
	most := 50
	if in.MaxRecords != nil {
		most = *in.MaxRecords
	}
	switch {
	case in.AlarmNamePrefix != "" && len(in.AlarmNames) > 0:
		return nil, refuse(http.StatusBadRequest, "ValidationError", "AlarmNamePrefix and AlarmNames are mutually exclusive.")
	case most < 1 || most > 100:
		return nil, refuse(http.StatusBadRequest, "ValidationError", "MaxRecords must be between 1 and 100.")
	}
	var all []Alarm
	for _, name := range slices.Sorted(maps.Keys(c.alarms)) {
		a := c.alarms[name]
		if (len(in.AlarmNames) == 0 || slices.Contains(in.AlarmNames, name)) && strings.HasPrefix(name, in.AlarmNamePrefix) &&
			(in.StateValue == "" || in.StateValue == a.State) && (len(in.AlarmTypes) == 0 || slices.Contains(in.AlarmTypes, "MetricAlarm")) {
			all = append(all, a)
		}
	}
	from, to, next, ok := c.pageOf(len(all), in.NextToken, most)
	if !ok {
		return nil, refuse(http.StatusBadRequest, "InvalidNextToken", "The next token specified is invalid.")
	}
	alarms := cbor.List{}
	for _, a := range all[from:to] {
		alarms = append(alarms, a.described())
	}
	out := cbor.Map{"MetricAlarms": alarms, "CompositeAlarms": cbor.List{}}
	if next != "" {
		out["NextToken"] = cbor.String(next)
	}
	return out, nil
}

func (a Alarm) described() cbor.Map {
	actions, dimensions := cbor.List{}, cbor.List{}
	for _, action := range a.Actions {
		actions = append(actions, cbor.String(action))
	}
	for _, e := range entries(a.Dimensions) {
		dimensions = append(dimensions, cbor.Map{"Name": cbor.String(e.Key), "Value": cbor.String(e.Value)})
	}
	updated := &cbor.Tag{ID: 1, Value: cbor.Float64(float64(a.StateUpdated.UnixMilli()) / 1000)}
	out := cbor.Map{
		"AlarmArn": cbor.String(arn("cloudwatch", "alarm:"+a.Name)), "StateUpdatedTimestamp": updated,
		"AlarmActions": actions, "Dimensions": dimensions, "ActionsEnabled": cbor.Bool(!a.ActionsDisabled),
	}
	for name, value := range map[string]string{
		"AlarmName": a.Name, "AlarmDescription": a.Description, "StateValue": a.State, "StateReason": a.StateReason,
		"Namespace": a.Namespace, "MetricName": a.Metric,
	} {
		if value != "" {
			out[name] = cbor.String(value)
		}
	}
	return out
}
