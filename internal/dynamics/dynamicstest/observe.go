package dynamicstest

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// maxChanges bounds the changes that an [Observation] tells of: many rows in one
// request are a table to look at, not a list to read.
const maxChanges = 100

// Observation is one request as the emulator answered it, with what it changed.
// It holds neither token nor client secret, wherever a client put them.
type Observation struct {
	Request
	Time time.Time // when it was answered, by the emulator's clock
	// Faulted says that the answer is a fault's, or that one broke it off.
	Faulted bool
	// Changes are the rows it changed, in the order of their first change, and
	// Unnamed how many more there are.
	Changes []Change
	Unnamed int
}

// Change is what a request did to one row, or to one pair of rows that a
// many-to-many relationship associates.
type Change struct {
	// EntitySet and ID name the row. Of a pair, Relationship is set instead, and ID
	// is both ids.
	EntitySet    string
	Relationship string
	ID           string
	// Before and After are the row as the Web API would return it, nil where there
	// was none, or is none any more.
	Before, After json.RawMessage
}

// Observe makes f be told of every request from now on, in the order in which
// they are applied and before they are answered; nil ends it. The context is the
// request's. Requests wait while f runs, which must not call the emulator.
func (e *Emulator) Observe(f func(context.Context, Observation)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.observer = f
	e.store.begin()
	e.store.watched, e.store.seen = f != nil, nil
}

// tell tells the observer of a request.
func (e *Emulator) tell(service Service, r *http.Request, body []byte, a answer, faulted bool) {
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

// changes are what the request that was just applied did to the store.
func (e *Emulator) changes() (all []Change, more int) {
	e.store.begin() // nothing of it is undone any more
	seen := e.store.seen
	e.store.seen = nil
	type place struct {
		table *table
		key   string
	}
	rows := map[place]int{} // by row, its first change
	for i, u := range seen {
		if some := u.some(); some != nil {
			at := place{some.table, some.key()}
			if first, again := rows[at]; again {
				seen[first].after = u.after
				continue
			}
			rows[at] = i
		}
	}
	for i, u := range seen {
		if some := u.some(); some != nil && rows[place{some.table, some.key()}] != i || u.isNothing() {
			continue
		}
		if len(all) == maxChanges {
			more++
			continue
		}
		all = append(all, e.change(u))
	}
	return all, more
}

// some is either of the rows of a change, nil for one of a link.
func (u undone) some() *row {
	if u.after != nil {
		return u.after
	}
	return u.before
}

// isNothing reports whether a row came and went within one request.
func (u undone) isNothing() bool { return u.before == nil && u.after == nil && u.link == link{} }

func (e *Emulator) change(u undone) Change {
	if some := u.some(); some != nil {
		return Change{EntitySet: some.table.EntitySet, ID: some.id, Before: e.shown(u.before), After: e.shown(u.after)}
	}
	pair := encode(object{{"from", u.link.ends[0]}, {"to", u.link.ends[1]}})
	c := Change{Relationship: u.link.relationship, ID: u.link.ends[0] + ", " + u.link.ends[1], After: pair}
	if u.serial != 0 { // it was broken
		c.Before, c.After = pair, nil
	}
	return c
}

// shown is a row as the Web API would return it, without secrets.
func (e *Emulator) shown(r *row) json.RawMessage {
	if r == nil {
		return nil
	}
	sel, err := r.table.parseSelect("")
	if err != nil {
		return nil // every column can be selected
	}
	return e.redact(encode((&call{store: e.store}).render(r, sel, "")))
}
