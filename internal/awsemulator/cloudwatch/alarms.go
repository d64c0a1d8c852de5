// Package cloudwatch emulates the metric alarms of Amazon CloudWatch in memory. It has no
// composite alarms, log alarms and metrics.
package cloudwatch

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"sync"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Alarms are the alarms of an account. They are safe for concurrent use. One call is
// carried out at a time.
type Alarms struct {
	account *account.Account

	mu     sync.Mutex
	byName map[string]Alarm
}

// New returns no alarms.
func New(a *account.Account) *Alarms {
	return &Alarms{account: a, byName: map[string]Alarm{}}
}

// Protocol returns the protocol of CloudWatch.
func Protocol() protocol.Protocol { return protocol.CBOR{} }

// Operations returns the operations of CloudWatch by name.
func (as *Alarms) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{"DescribeAlarms": protocol.Exclusive(&as.mu, as.describeAlarms)}
}

// AddAlarm makes an alarm. It replaces an existing alarm of the name. It panics if the
// alarm has a time and the account has the wall clock.
func (as *Alarms) AddAlarm(a Alarm) {
	as.account.RequireClock(a.StateUpdated)
	as.mu.Lock()
	defer as.mu.Unlock()
	a.State = cmp.Or(a.State, "OK")
	if a.StateUpdated.IsZero() {
		a.StateUpdated = as.account.Now()
	}
	a.Dimensions, a.Actions = maps.Clone(a.Dimensions), slices.Clone(a.Actions)
	as.byName[a.Name] = a
}

func refuse(code, format string, args ...any) *protocol.Error {
	return protocol.Refuse(http.StatusBadRequest, code, format, args...)
}
