package cloudwatch

import (
	"time"

	"github.com/aws/smithy-go/encoding/cbor"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Alarm is a metric alarm of CloudWatch.
type Alarm struct {
	Name            string
	Description     string
	State           string // OK, ALARM or INSUFFICIENT_DATA; "" means OK
	StateReason     string
	StateUpdated    time.Time // zero means the time of AddAlarm
	Namespace       string
	Metric          string
	Dimensions      map[string]string
	Actions         []string // ARNs of the actions of the state ALARM
	ActionsDisabled bool
	// Current returns the state and its reason at the time of a request, instead of State
	// and StateReason; nil means that the state does not change. It must not use the alarms.
	Current func() (state, reason string)
}

// current returns the alarm with the state of now.
func (a Alarm) current() Alarm {
	if a.Current != nil {
		a.State, a.StateReason = a.Current()
	}
	return a
}

// described returns the alarm as the response has it.
func (a Alarm) described() cbor.Map {
	actions, dimensions := cbor.List{}, cbor.List{}
	for _, action := range a.Actions {
		actions = append(actions, cbor.String(action))
	}
	for _, e := range protocol.Entries(a.Dimensions) {
		dimensions = append(dimensions, cbor.Map{"Name": cbor.String(e.Key), "Value": cbor.String(e.Value)})
	}
	updated := &cbor.Tag{ID: 1, Value: cbor.Float64(float64(a.StateUpdated.UnixMilli()) / 1000)}
	out := cbor.Map{
		"AlarmArn": cbor.String(account.ARN("cloudwatch", "alarm:"+a.Name)), "StateUpdatedTimestamp": updated,
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
