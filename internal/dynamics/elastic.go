package dynamics

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// The words in [Explanations] for what elastic tables do not bear.
const (
	findingPartition = "partition"
	findingElastic   = "elastic"
)

// isBare reports whether the code of an error is its status, which errors of elastic
// and virtual tables have in the place of a code of Dataverse. Their class is that of
// the status.
//
// In what form the Web API writes such a code is not documented. Microsoft's SDK has
// the number, so digits are read in decimal, and in hexadecimal after 0x.
func (e *Error) isBare() bool { return e.Status != 0 && int(codeNumber(e.Code)) == e.Status }

// isTaken reports whether an elastic table says that the row to make is there.
func (e *Error) isTaken() bool {
	return e.Status == http.StatusConflict && e.documented && !e.foreign && (e.Code == "" || e.isBare())
}

// readAt reads the operation's row, with the columns of a query such as
// "$select=name", as the application user itself. In an elastic table a read may
// miss the last write, whose answer, and with it the token of the session, may be
// what was lost: a row that is not found is looked for once more.
func (c *Client) readAt(ctx context.Context, op Operation, r request, columns string) (answer, error) {
	read := func() (answer, error) {
		return c.send(ctx, caller{}, func(root Root) request {
			r.url = strings.TrimRight(c.readURL(root, op)+columns, "?&")
			r.header = c.sessionTokens.header(op.EntitySet)
			return r
		})
	}
	a, err := read()
	if saysAbsent(err) && c.seemsElastic(op) {
		a, err = read()
	}
	return a, err
}

// seemsElastic reports whether the table of an operation is elastic as far as is
// known without a question.
func (c *Client) seemsElastic(op Operation) bool {
	t, known := c.tables.get(op.EntitySet)
	return known && t.elastic || op.partition() != "" || c.sessionTokens.of(op.EntitySet) != ""
}

func saysAbsent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.saysAbsent()
}

// settleAbsent decides whether a row that Dataverse did not find is gone: a row of
// an elastic table that is named by its id alone may be in another partition. The
// error is then the refusal, [Rejected].
func (c *Client) settleAbsent(ctx context.Context, op Operation, refusal *Error) (Outcome, error) {
	elsewhere, err := c.isElsewhere(ctx, op, refusal)
	switch {
	case err != nil:
		return "", err
	case elsewhere:
		return "", refusal.inPartition()
	}
	return Absent, nil
}

// inPartition says that a row was not found because it is in another partition.
func (e *Error) inPartition() *Error {
	e.finding, e.Hint = findingPartition, "a row with this id is in another partition: name it in key, by its primary key and partitionid"
	return e
}

// isElsewhere reports whether a row that an operation names by its id alone is in
// another partition of an elastic table. The definitions of tables are read for it,
// without which a row that is not found says nothing. The error is the refusal where
// that can be none of the tables.
func (c *Client) isElsewhere(ctx context.Context, op Operation, refusal *Error) (bool, error) {
	if codeNumber(refusal.Code) == codeNoVirtualRow {
		return false, nil
	}
	isBare := refusal.isBare()
	for _, named := range []Operation{op, {EntitySet: op.Related.EntitySet, Row: op.Related.Row}} {
		id := named.Row.rowID()
		if id == "" || id == UnknownID || !isBare && named.partition() != "" {
			continue
		}
		t, known, err := c.definition(ctx, named.EntitySet)
		if err != nil {
			return false, err
		}
		isBare = isBare && !t.elastic && !t.virtual // which say it so
		if !known || !t.elastic || named.partition() != "" {
			continue
		}
		partitions, err := c.partitions(ctx, t, id)
		if err != nil {
			return false, err
		}
		for _, p := range partitions {
			if !strings.EqualFold(p, id) {
				return true, nil
			}
		}
	}
	if isBare {
		return false, refusal // no table says it so, something in front of Dataverse may
	}
	return false, nil
}

// confirmElastic decides about a create that was refused although its row is not
// there: in an elastic table, which has no alternate keys and no duplicate detection,
// nothing but the row itself can be in its way, so a read missed it, or it is gone
// since. The search finds it, or the create is tried again later. In a standard
// table the refusal stands.
func (c *Client) confirmElastic(ctx context.Context, op Operation, conflict *Error) (Outcome, error) {
	id := op.Row.rowID()
	if id == "" {
		return "", conflict
	}
	t, known, err := c.definition(ctx, op.EntitySet)
	switch {
	case err != nil && ClassOf(err) == Unavailable:
		return "", err // asked again later: only then is it known
	case err != nil || !known || !t.elastic:
		return "", conflict // as it is without definitions: kept, not lost
	}
	partitions, err := c.partitions(ctx, t, id)
	if err != nil {
		return "", err
	}
	for _, p := range partitions {
		if p == op.ownPartition() || op.partition() == "" && strings.EqualFold(p, id) {
			return Exists, nil
		}
	}
	conflict.raced, conflict.Hint = true, "the row is in the way, and is not found"
	return "", conflict
}

// refuseElastic refuses a batch that holds an elastic table, before anything of it
// is sent: a change set does not undo what it did there, and an error there does not
// say that nothing was written.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/elastic-tables
func (op Operation) refuseElastic(tables map[string]table) error {
	for i, part := range op.Operations {
		if tables[part.EntitySet].elastic || tables[part.Related.EntitySet].elastic {
			r := part.request(Root{})
			return &Error{
				Op: string(Batch), Method: r.method, Path: r.path, Part: partPointer(i), finding: findingElastic,
				Message: "an elastic table takes no part in a batch: publish the operation by itself",
			}
		}
	}
	return nil
}
