package emulator

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/query"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/store"
)

// maxChanges is the limit of the changes in an [Observation]: a longer list is of no use to a reader.
const maxChanges = 100

// Observation is one request with the response of the emulator and the changes of rows. It
// has no token and no client secret, wherever a client put them.
type Observation struct {
	Request
	Time time.Time // when the response was ready, by the emulator's clock
	// Faulted says that the response comes from a fault, or that a fault cut it off.
	Faulted bool
	// Changes are the changes of rows, in the order of the first change of each. Unnamed is
	// the number of changes over the limit of 100.
	Changes []Change
	Unnamed int
}

// Change is the change of one row, or of one pair of rows in a many-to-many relationship.
type Change struct {
	// EntitySet and ID name the row. For a pair, Relationship is set instead of EntitySet,
	// and ID has both ids.
	EntitySet    string
	Relationship string
	ID           string
	// Before and After are the row in the form of the Web API. Before is nil for a new row,
	// and After for a deleted row.
	Before, After json.RawMessage
}

// Observe calls f for every request from now on, in the order in which the emulator applies
// them, and before it sends the response. nil removes f. The context is the request's.
// Requests wait while f runs, so f must not call the emulator.
func (e *Emulator) Observe(f func(context.Context, Observation)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.observer = f
	e.store.Watch(f != nil)
}

// tell calls the observer with a request.
func (e *Emulator) tell(service Service, r *http.Request, body []byte, a response.Response, faulted bool) {
	if e.observer == nil {
		return
	}
	o := Observation{Request: newRecord(service, r, body, a), Time: e.now(), Faulted: faulted}
	o.Target = string(e.redact([]byte(o.Target)))
	o.Body, o.ResponseBody = e.redact(o.Body), e.redact(o.ResponseBody)
	o.Header, o.ResponseHeader = e.redactHeader(o.Header), e.redactHeader(o.ResponseHeader)
	o.Changes, o.Unnamed = e.changes()
	e.observer(r.Context(), o)
}

// changes returns the changes that the last request made to the store.
func (e *Emulator) changes() (all []Change, more int) {
	seen := e.store.TakeChanges()
	shown := seen[:min(len(seen), maxChanges)]
	for _, u := range shown {
		all = append(all, e.change(u))
	}
	return all, len(seen) - len(shown)
}

func (e *Emulator) change(u store.Change) Change {
	if some := u.Row(); some != nil {
		return Change{EntitySet: some.Table.EntitySet, ID: some.ID, Before: e.shown(u.Before), After: e.shown(u.After)}
	}
	pair := orderedjson.Encode(orderedjson.Object{{"from", u.Link.Ends[0]}, {"to", u.Link.Ends[1]}})
	c := Change{Relationship: u.Link.Relationship, ID: u.Link.Ends[0] + ", " + u.Link.Ends[1], After: pair}
	if u.Serial != 0 { // the link was removed
		c.Before, c.After = pair, nil
	}
	return c
}

// shown is a row in the form of the Web API, without secrets.
func (e *Emulator) shown(r *store.Row) json.RawMessage {
	if r == nil {
		return nil
	}
	sel, err := query.ParseSelect(r.Table, "")
	if err != nil {
		return nil // no error is possible: every column can be selected
	}
	return e.redact(orderedjson.Encode(query.Renderer{Store: e.store}.Render(r, sel, "")))
}
