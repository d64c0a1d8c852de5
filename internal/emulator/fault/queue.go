package fault

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"sns-dynamics/internal/emulator/response"
)

// Switch is a named fault with the number of requests that will meet it.
type Switch struct {
	Name  string `json:"name"`
	Group string `json:"group"`
	What  string `json:"what"`
	// Left is 0 for a fault that is off, and [EveryRequest] for a fault without an end.
	Left int `json:"left"`
}

// EveryRequest is the count of a fault that stays on until it is switched off.
const EveryRequest = -1

// MaxRequests is the greatest count of a switch.
const MaxRequests = 1_000_000

// faultWait is the wait that the switched faults ask of a client.
const faultWait = 5 // seconds

// Queue holds the faults that requests will meet. It is not safe for concurrent use.
type Queue struct {
	faults   []Fault
	switches map[string]int // the number of requests that will meet a named fault
	revoke   func()
}

// New returns an empty queue. It calls revoke to revoke all tokens.
func New(revoke func()) *Queue { return &Queue{switches: map[string]int{}, revoke: revoke} }

// Add makes the next n matching requests meet the fault.
func (q *Queue) Add(n int, f Fault) {
	if f.Service == "" {
		f.Service = response.Dataverse
	}
	for range n {
		q.faults = append(q.faults, f)
	}
}

// Switches returns every fault that can be switched on, in the order of [All].
func (q *Queue) Switches() []Switch {
	var all []Switch
	for _, f := range All(faultWait, time.Time{}) {
		all = append(all, Switch{f.Name, f.Group, f.What, q.switches[f.Name]})
	}
	return all
}

// Switch makes the next count requests meet the fault of that name, or all of them with
// [EveryRequest]; 0 switches it off. It fails for a name that does not exist, and for a
// count out of range.
func (q *Queue) Switch(name string, count int) error {
	if !slices.ContainsFunc(All(faultWait, time.Time{}), func(f Named) bool { return f.Name == name }) {
		return fmt.Errorf("there is no fault %.60q", name)
	}
	if count < EveryRequest || count > MaxRequests {
		return fmt.Errorf("%d requests: expected 0 to %d, or %d for all", count, MaxRequests, EveryRequest)
	}
	if q.switches[name] = count; count == 0 {
		delete(q.switches, name)
	}
	return nil
}

// Clear switches every fault off and empties the queue.
func (q *Queue) Clear() {
	clear(q.switches)
	q.faults = nil
}

// Request returns the fault that a request meets. genuine is not nil if [With] chose the
// fault and wants the status of the true response. elastic says that the request is for an
// elastic table.
func (q *Queue) Request(r *http.Request, service response.Service, elastic bool, now func() time.Time) (f Fault, genuine *int, found bool) {
	if c, ok := r.Context().Value(chosenKey{}).(chosen); ok {
		return c.Fault, c.genuine, true
	}
	f, found = q.take(meeting{service: service, method: r.Method, elastic: elastic}, now)
	return f, nil, found
}

// Operation returns the fault that the next operation of a $batch meets.
func (q *Queue) Operation(batch *http.Request, method string, elastic bool, now func() time.Time) (f Fault, found bool) {
	if c, ok := batch.Context().Value(chosenInnerKey{}).(*chosenInner); ok {
		c.before--
		return c.Fault, c.before == -1
	}
	return q.take(meeting{service: response.Dataverse, method: method, inner: true, elastic: elastic}, now)
}

// Commit returns the fault that the commit of a change set meets.
func (q *Queue) Commit(now func() time.Time) (f Fault, found bool) {
	return q.take(meeting{service: response.Dataverse, commit: true}, now)
}

func (q *Queue) take(m meeting, now func() time.Time) (f Fault, found bool) {
	i := slices.IndexFunc(q.faults, func(f Fault) bool { return f.meets(m) })
	if i < 0 {
		return q.takeSwitched(m, now)
	}
	f = q.faults[i]
	q.faults = slices.Delete(q.faults, i, i+1)
	return f, true
}

// takeSwitched returns the switched fault that a request, or an operation of a $batch,
// meets.
func (q *Queue) takeSwitched(m meeting, now func() time.Time) (f Fault, found bool) {
	if len(q.switches) == 0 {
		return Fault{}, false
	}
	for _, n := range All(faultWait, now()) {
		if left := q.switches[n.Name]; left == 0 || !n.Fault.meets(m) {
			continue
		} else if left > 1 {
			q.switches[n.Name]--
		} else if left == 1 {
			delete(q.switches, n.Name)
		}
		if n.Revoke {
			q.revoke()
			return Fault{}, false
		}
		return n.Fault, true
	}
	return Fault{}, false
}
