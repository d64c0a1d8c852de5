package dynamics

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/changeset"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// maxSurveys limits the surveys of a batch. After them each refusal leaves out one
// operation.
const maxSurveys = 2

// leaveOutDone removes the operations of a batch that have nothing left to do. It reads
// their rows and links in one request, as the application user. The operation at position
// was refused and is already left out. Dataverse found work to do for the operations before
// it. The error may pass; after any other failure leaveOutDone removes nothing.
func (c *Client) leaveOutDone(ctx context.Context, s *changeSet, position int) error {
	s.surveys++
	q := c.survey(s, position)
	if len(q.positions) == 0 || len(s.left) == 1 { // a read would cost as much as to send the operation
		return nil
	}
	read := webapi.Request{Op: "read what the batch may have done", Method: http.MethodGet}
	a, err := c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
		reads := make([]webapi.Request, len(q.positions))
		for n, i := range q.positions {
			reads[n] = read
			reads[n].URL = q.url(root, s.part(i))
		}
		return webapi.NewBatchRequest(root, read.Op, webapi.UserHeader{}, reads, false)
	})
	if err != nil && ClassOf(err) != operation.Rejected {
		return err
	}
	// An operation that the response does not report stays unknown.
	parts, _ := webapi.ReadBatch(a.header, a.body)
	found := map[int]changeset.Finding{}
	for n, p := range parts[:min(len(parts), len(q.positions))] {
		e := c.partError(p, read, webapi.UserHeader{}, a)
		if e != nil && e.RetryAfter > 0 {
			return e // the client must send nothing before the wait is over
		}
		i := q.positions[n]
		if found[i], err = c.findingOf(ctx, s.part(i), p.Body, e); err != nil {
			return err
		}
	}
	f := changeset.NewForecast()
	for _, i := range slices.Clone(s.left) {
		p := &s.op.Operations[i]
		if i > position && f.IsDone(p, found[i]) {
			s.leaveOut(i)
			continue
		}
		f.Add(p)
	}
	s.leaveOutDeleted()
	return nil
}

// findingOf reads a response: whether the row of a create or delete, or the link of an
// association, exists. The row of a create counts only if an earlier delivery can have
// made it.
func (c *Client) findingOf(ctx context.Context, op operation.Operation, body []byte, refusal *Error) (changeset.Finding, error) {
	if refusal != nil {
		if refusal.saysAbsent() {
			return changeset.IsGone, nil
		}
		return changeset.Unknown, nil
	}
	if op.Kind == operation.Associate || op.Kind == operation.Disassociate {
		var links struct{ Value []json.RawMessage }
		switch {
		case json.Unmarshal(body, &links) != nil || links.Value == nil:
			return changeset.Unknown, nil
		case len(links.Value) == 0:
			return changeset.IsGone, nil
		}
		return changeset.IsThere, nil
	}
	if _, ok := etagIn(body); !ok {
		return changeset.Unknown, nil
	}
	if op.Kind == operation.Create && !op.Derived {
		ours, err := c.isOurs(ctx, op, body)
		if err != nil || !ours {
			return changeset.Unknown, err
		}
	}
	return changeset.IsThere, nil
}

// surveyed is the operations whose rows or links are read.
type surveyed struct {
	positions []int
	tables    map[string]webapi.Table
	// isWhole says that rows are read with all columns, because a table may lack one of the
	// selected columns.
	isWhole bool
}

// survey chooses the operations after the refused one whose effect a read can show:
// creates, deletes, associates and disassociates.
func (c *Client) survey(s *changeSet, refused int) surveyed {
	q := surveyed{tables: map[string]webapi.Table{}, isWhole: s.surveys > 1}
	for _, name := range entitySets(s.op) {
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
func (q surveyed) canRead(p *operation.Operation) bool {
	if p.Row.IsZero() || p.Row.ID == operation.UnknownID || keyHint(*p) != "" {
		return false
	}
	switch p.Kind {
	case operation.Create, operation.Delete:
		return true
	case operation.Associate, operation.Disassociate:
		_, known := q.tables[p.Related.EntitySet]
		return known
	}
	return false
}

// url returns the URL of the row that an operation creates or deletes, or of the link
// that it makes or removes.
func (q surveyed) url(root webapi.Root, p operation.Operation) string {
	row := root.Row(p.EntitySet, p.Row)
	switch {
	case p.Kind == operation.Associate || p.Kind == operation.Disassociate:
		key := q.tables[p.Related.EntitySet].PrimaryKey
		return row + "/" + operation.Escape(p.NavigationProperty) + "?$select=" + operation.Escape(key) + "&$filter=" + operation.Escape(keyFilter(p.Related.Row, key))
	case q.isWhole:
		return row
	case p.Kind == operation.Create && !p.Derived:
		return row + "?$select=createdon,overriddencreatedon,_createdby_value,_createdonbehalfby_value"
	}
	if t, known := q.tables[p.EntitySet]; known {
		return row + "?$select=" + operation.Escape(t.PrimaryKey)
	}
	return row
}

// keyFilter returns the filter that selects a row.
func keyFilter(r operation.Row, primaryKey string) string {
	if r.ID != "" {
		return primaryKey + " eq " + r.ID
	}
	terms := make([]string, len(r.Key))
	for i, k := range r.Key {
		value := k.Value
		if k.Quoted && !operation.IsGUIDColumn(k.Column) {
			value = "'" + strings.ReplaceAll(value, "'", "''") + "'"
		}
		terms[i] = k.Column + " eq " + value
	}
	return strings.Join(terms, " and ")
}
