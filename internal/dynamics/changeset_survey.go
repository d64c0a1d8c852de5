package dynamics

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// maxSurveys is how often what a batch may have done is read. After that each refusal
// leaves out one operation.
const maxSurveys = 2

// leaveOutDone takes out of a batch the operations that have nothing left to do, by
// reading what each is about in one request. The one at a position was refused for
// that, and is out already; Dataverse found work to do for the ones before it. The
// reads are the application user's own. The error is one that passes; where there is
// any other, nothing is left out.
func (c *Client) leaveOutDone(ctx context.Context, s *changeSet, position int) error {
	s.surveys++
	q := c.survey(s, position)
	if len(q.positions) == 0 || len(s.left) == 1 { // to send one costs no more than to read it
		return nil
	}
	read := request{op: "read what the batch may have done", method: http.MethodGet}
	a, err := c.send(ctx, caller{}, func(root Root) request {
		reads := make([]request, len(q.positions))
		for n, i := range q.positions {
			reads[n] = read
			reads[n].url = q.url(root, s.part(i))
		}
		return batch(root, read.op, caller{}, reads, false)
	})
	if err != nil && ClassOf(err) != Rejected {
		return err
	}
	// What the answer does not tell of is not known.
	parts, _ := a.parts()
	found := map[int]finding{}
	for n, p := range parts[:min(len(parts), len(q.positions))] {
		e := c.partError(p, read, caller{}, a)
		if e != nil && e.RetryAfter > 0 {
			return e // nothing may be sent before the wait is over
		}
		i := q.positions[n]
		if found[i], err = c.judge(ctx, s.part(i), p.body, e); err != nil {
			return err
		}
	}
	f := newForecast()
	for _, i := range slices.Clone(s.left) {
		p := &s.op.Operations[i]
		if i > position && f.isDone(p, found[i]) {
			s.leaveOut(i)
			continue
		}
		f.add(p)
	}
	s.leaveOutEnded()
	return nil
}

// finding is what a read showed of a row or a link.
type finding int

const (
	unread finding = iota
	isThere
	isGone
)

// judge reads a response: whether the row of a create or a delete, or the link of an
// association, is there. The row of a create is there only if an earlier delivery can
// have made it.
func (c *Client) judge(ctx context.Context, op Operation, body []byte, refusal *Error) (finding, error) {
	if refusal != nil {
		if refusal.saysAbsent() {
			return isGone, nil
		}
		return unread, nil
	}
	if op.Kind == Associate || op.Kind == Disassociate {
		var links struct{ Value []json.RawMessage }
		switch {
		case json.Unmarshal(body, &links) != nil || links.Value == nil:
			return unread, nil
		case len(links.Value) == 0:
			return isGone, nil
		}
		return isThere, nil
	}
	if _, ok := etagIn(body); !ok {
		return unread, nil
	}
	if op.Kind == Create && !op.Derived {
		ours, err := c.isOurs(ctx, op, body)
		if err != nil || !ours {
			return unread, err
		}
	}
	return isThere, nil
}

// surveyed is the operations whose rows or links are read.
type surveyed struct {
	positions []int
	tables    map[string]table
	// isWhole says that rows are read with all columns, as a table may lack one that is
	// asked for.
	isWhole bool
}

// survey chooses the operations after the refused one whose effect a read can show:
// creates, deletes, associations and their removals.
func (c *Client) survey(s *changeSet, refused int) surveyed {
	q := surveyed{tables: map[string]table{}, isWhole: s.surveys > 1}
	for _, name := range s.op.entitySets() {
		if t, known := c.tables.get(name); known {
			q.tables[name] = t
		}
	}
	for _, i := range s.left {
		if p := &s.op.Operations[i]; i > refused && q.canRead(p) {
			q.positions = append(q.positions, i)
		}
	}
	return q
}

// canRead reports whether the row or link of an operation can be read.
func (q surveyed) canRead(p *Operation) bool {
	if p.Row.IsZero() || p.Row.ID == UnknownID || p.keyHint() != "" {
		return false
	}
	switch p.Kind {
	case Create, Delete:
		return true
	case Associate, Disassociate:
		_, known := q.tables[p.Related.EntitySet]
		return known
	}
	return false
}

// url is the address of the row that an operation creates or deletes, or of the link
// that it makes or removes.
func (q surveyed) url(root Root, p Operation) string {
	row := root.row(p.EntitySet, p.Row)
	switch {
	case p.Kind == Associate || p.Kind == Disassociate:
		key := q.tables[p.Related.EntitySet].primaryKey
		return row + "/" + escape(p.NavigationProperty) + "?$select=" + escape(key) + "&$filter=" + escape(p.Related.Row.filter(key))
	case q.isWhole:
		return row
	case p.Kind == Create && !p.Derived:
		return row + "?$select=createdon,overriddencreatedon,_createdby_value,_createdonbehalfby_value"
	}
	if t, known := q.tables[p.EntitySet]; known {
		return row + "?$select=" + escape(t.primaryKey)
	}
	return row
}

// filter is the condition that a row is this one.
func (r Row) filter(primaryKey string) string {
	if r.ID != "" {
		return primaryKey + " eq " + r.ID
	}
	terms := make([]string, len(r.Key))
	for i, k := range r.Key {
		value := k.Value
		if k.Quoted && !IsGUIDColumn(k.Column) {
			value = "'" + strings.ReplaceAll(value, "'", "''") + "'"
		}
		terms[i] = k.Column + " eq " + value
	}
	return strings.Join(terms, " and ")
}
