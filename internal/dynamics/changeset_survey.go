package dynamics

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// maxSurveys is how often what a batch may have done is read before the batch is left
// to a later attempt. With it a batch takes ten requests at the most, whatever its
// size.
const maxSurveys = 2

// leaveOutDone takes out of a batch the operations that an earlier delivery carried
// out, by reading all of them in one request. The one at a position was refused for
// that, and is out already. The reads are the application user's own. The error is one
// that passes; where there is any other, nothing is left out.
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
	// What the answer does not tell of stays in.
	parts, _ := a.parts()
	for n, p := range parts[:min(len(parts), len(q.positions))] {
		e := c.partError(p, read, caller{}, a)
		if e != nil && e.RetryAfter > 0 {
			return e // nothing may be sent before the wait is over
		}
		done, err := c.isDone(ctx, s.part(q.positions[n]), p.body, e)
		if err != nil {
			return err
		}
		if done {
			s.leaveOut(q.positions[n])
		}
	}
	s.leaveOutEnded()
	return nil
}

// isDone reports whether an operation has nothing left to do, by the response to the
// read of its row or of its link.
func (c *Client) isDone(ctx context.Context, op Operation, body []byte, refusal *Error) (bool, error) {
	isAbsent := refusal != nil && refusal.saysAbsent()
	switch op.Kind {
	case Delete:
		return isAbsent, nil
	case Create:
		if _, ok := etagIn(body); refusal != nil || !ok {
			return false, nil
		}
		if op.Derived {
			return true, nil
		}
		return c.isOurs(ctx, op, body)
	}
	var links struct{ Value []json.RawMessage }
	isList := refusal == nil && json.Unmarshal(body, &links) == nil && links.Value != nil
	if op.Kind == Disassociate {
		return isAbsent || isList && len(links.Value) == 0, nil
	}
	return isList && len(links.Value) > 0, nil
}

// surveyed is the operations whose rows or links are read.
type surveyed struct {
	positions []int
	tables    map[string]table
	// isWhole says that rows are read with all columns, as a table may lack one that is
	// asked for.
	isWhole bool
}

// survey chooses the operations left whose effect a read can show: creates, deletes,
// associations and their removals that no operation before them undoes or brings
// about.
//
// An action before them, and a row that is named in two ways, leave a doubt: what came
// before the refused operation has run without changing what that one found, so the
// doubt is about what comes between. It is dropped the second time, or a batch of many
// such operations would never end.
func (c *Client) survey(s *changeSet, refused int) surveyed {
	q := surveyed{tables: map[string]table{}, isWhole: s.surveys > 1}
	for _, name := range s.op.entitySets() {
		if t, known := c.tables.get(name); known {
			q.tables[name] = t
		}
	}
	before := earlier{made: map[string]bool{}, deleted: map[string]bool{}, joined: map[string]bool{}, parted: map[string]bool{}, byKey: map[string]bool{}}
	for _, i := range s.left {
		p := &s.op.Operations[i]
		if before.allows(p, q.isWhole) && q.canRead(p) {
			q.positions = append(q.positions, i)
		}
		before.add(p, i > refused)
	}
	return q
}

// earlier is what the operations before one do, by the identities of rows and links.
type earlier struct {
	made, deleted, joined, parted map[string]bool
	byKey                         map[string]bool // entity sets of which a row is made or deleted by a key
	hasAction                     bool            // after the refused operation
}

func (b *earlier) add(p *Operation, isAfterRefusal bool) {
	row := Reference{p.EntitySet, p.Row}.Identity()
	switch p.Kind {
	case Create, Upsert:
		b.made[row] = true
	case Delete:
		b.deleted[row] = true
	case Associate:
		b.joined[p.link()] = true
	case Disassociate:
		b.parted[p.link()] = true
	case Action:
		b.hasAction = b.hasAction || isAfterRefusal
	}
	if p.Kind != Associate && p.Kind != Disassociate && p.Row.ID == "" {
		b.byKey[p.EntitySet] = true
	}
}

// allows reports whether nothing before an operation undoes its effect or brings it
// about, as far as identities tell. In doubt it does not, unless the doubt is dropped.
func (b *earlier) allows(p *Operation, isDoubtDropped bool) bool {
	row := Reference{p.EntitySet, p.Row}.Identity()
	switch p.Kind {
	case Create:
		if b.deleted[row] {
			return false
		}
	case Delete:
		if b.made[row] {
			return false
		}
	case Associate, Disassociate:
		if b.deleted[row] || b.deleted[p.Related.Identity()] || b.joined[p.link()] || b.parted[p.link()] {
			return false
		}
	default:
		return false
	}
	return isDoubtDropped || !b.hasAction && !b.byKey[p.EntitySet] && (p.Row.ID != "" || len(b.made)+len(b.deleted) == 0)
}

// link names the link of an association.
func (op Operation) link() string {
	return strings.Join([]string{Reference{op.EntitySet, op.Row}.Identity(), op.NavigationProperty, op.Related.Identity()}, " ")
}

// canRead reports whether the row or link of an operation can be read.
func (q surveyed) canRead(p *Operation) bool {
	if p.Row.IsZero() || p.Row.ID == UnknownID || p.keyHint() != "" {
		return false
	}
	_, known := q.tables[p.Related.EntitySet]
	return known || p.Kind == Create || p.Kind == Delete
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
