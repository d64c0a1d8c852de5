package logs

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Groups are the log groups of an account. They are safe for concurrent use. One call is
// carried out at a time.
type Groups struct {
	account *account.Account

	mu     sync.Mutex
	byName map[string][]event // in the order of their time
}

type event struct {
	id, stream, line string
	at               int64 // in milliseconds
}

// New returns no log groups.
func New(a *account.Account) *Groups {
	return &Groups{account: a, byName: map[string][]event{}}
}

// Protocol returns the protocol of CloudWatch Logs.
func Protocol() protocol.Protocol { return protocol.JSON{Version: "1.1"} }

// Operations returns the operations of CloudWatch Logs by name.
func (gs *Groups) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{"FilterLogEvents": protocol.Exclusive(&gs.mu, gs.filterLogEvents)}
}

// AddLogGroup makes an empty log group. It changes nothing if the group exists.
func (gs *Groups) AddLogGroup(group string) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	if _, found := gs.byName[group]; !found {
		gs.byName[group] = nil
	}
}

// Log writes a line to a stream of a log group, and makes the group if it does not
// exist. The account's Keep limits the lines of a group. It panics if the account has the
// wall clock.
func (gs *Groups) Log(group, stream string, at time.Time, line string) {
	gs.account.RequireClock(at)
	gs.mu.Lock()
	defer gs.mu.Unlock()
	e := event{id: fmt.Sprintf("%056d", gs.account.Serial()), stream: stream, line: line, at: at.UnixMilli()}
	list := gs.byName[group]
	i := len(list) // after the events of the same time
	for i > 0 && list[i-1].at > e.at {
		i--
	}
	gs.byName[group] = account.Kept(gs.account, slices.Insert(list, i, e))
}

func refuse(code, format string, args ...any) *protocol.Error {
	return protocol.Refuse(http.StatusBadRequest, code, format, args...)
}
