package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// The codes in [advice.Explanations] for operations that elastic tables do not support.
const (
	findingPartition = "partition"
	findingElastic   = "elastic"
)

// isBare reports whether the code of an error is its status. Errors of elastic and virtual
// tables have the status instead of a code of Dataverse, and the status decides their class.
//
// Microsoft does not document the form of such a code in the Web API. The SDK of Microsoft has
// the number, so isBare reads decimal digits, and hexadecimal digits after 0x.
func (e *Error) isBare() bool { return e.Status != 0 && int(errorcode.Number(e.Code)) == e.Status }

// saysExists reports whether an elastic table says that the row to make is there.
func (e *Error) saysExists() bool {
	return e.Status == http.StatusConflict && e.documented && !e.foreign && (e.Code == "" || e.isBare())
}

// readAt reads the row of an operation as the application user, with the columns of a
// query such as "$select=name". A read of an elastic table may miss the last write if
// the response to that write, with its session token, was lost. So readAt reads a
// missing row once more.
func (c *catalog) readAt(ctx context.Context, op operation.Operation, r webapi.Request, columns string) (response, error) {
	preferences := r.Header
	read := func() (response, error) {
		return c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
			r.URL = strings.TrimRight(c.readURL(root, op)+columns, "?&")
			r.Header = maps.Clone(preferences)
			for name, value := range c.sessionTokens.Header(op.EntitySet) {
				if r.Header == nil {
					r.Header = http.Header{}
				}
				r.Header[name] = value
			}
			return r
		})
	}
	a, err := read()
	if saysAbsent(err) && c.seemsElastic(op) {
		a, err = read()
	}
	return a, err
}

// seemsElastic reports whether the table of an operation is elastic, as far as is known
// without a request.
func (c *catalog) seemsElastic(op operation.Operation) bool {
	t, known := c.tables.get(op.EntitySet)
	return known && t.Elastic || op.Partition() != "" || c.sessionTokens.Of(op.EntitySet) != ""
}

func saysAbsent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.saysAbsent()
}

// outcomeOfAbsent decides whether a row that Dataverse did not find is gone. A row of an
// elastic table that is named by its id alone may be in another partition: then the
// error is the refusal, [operation.Rejected].
func (c *Client) outcomeOfAbsent(ctx context.Context, op operation.Operation, refusal *Error) (Outcome, error) {
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

// isElsewhere reports whether a row that an operation names by its id alone is in another
// partition of an elastic table. It reads the definitions of the tables. If these show that
// no table can have sent the refusal, the error is the refusal.
func (c *Client) isElsewhere(ctx context.Context, op operation.Operation, refusal *Error) (bool, error) {
	if errorcode.Number(refusal.Code) == errorcode.NoVirtualRow {
		return false, nil
	}
	isBare := refusal.isBare()
	for _, named := range []operation.Operation{op, {EntitySet: op.Related.EntitySet, Row: op.Related.Row}} {
		id := named.Row.PrimaryID()
		if id == "" || id == operation.UnknownID || !isBare && named.Partition() != "" {
			continue
		}
		t, known, err := c.definition(ctx, named.EntitySet)
		if err != nil {
			return false, err
		}
		isBare = isBare && !t.Elastic && !t.Virtual // these tables return their status as the code
		if !known || !t.Elastic || named.Partition() != "" {
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
		return false, refusal // the refusal may come from a server in front of Dataverse
	}
	return false, nil
}

// confirmElastic decides about a refused create whose row was not found. An elastic
// table has no alternate keys and no duplicate detection, so only the row itself can
// have caused the refusal: the read missed it, or it is gone since. A search finds the
// row, or the create is tried again later. In a standard table the refusal stands.
func (c *Client) confirmElastic(ctx context.Context, op operation.Operation, conflict *Error) (Outcome, error) {
	id := op.Row.PrimaryID()
	if id == "" {
		return "", conflict
	}
	t, known, err := c.definition(ctx, op.EntitySet)
	switch {
	case err != nil && ClassOf(err) == operation.Unavailable:
		return "", err // a later attempt asks again
	case err != nil || !known || !t.Elastic:
		return "", conflict // the refusal stands, so that the message is kept
	}
	partitions, err := c.partitions(ctx, t, id)
	if err != nil {
		return "", err
	}
	for _, p := range partitions {
		if p == op.RowPartition() || op.Partition() == "" && strings.EqualFold(p, id) {
			return Exists, nil
		}
	}
	conflict.class, conflict.Hint = operation.Unavailable, "the row is in the way, and is not found"
	return "", conflict
}

// refuseElastic rejects a batch with an elastic table before anything is sent. A change
// set does not undo changes in an elastic table, and an error there does not say that
// nothing was written.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/elastic-tables
func refuseElastic(op operation.Operation, tables map[string]webapi.Table) error {
	for i, part := range op.Operations {
		if tables[part.EntitySet].Elastic || tables[part.Related.EntitySet].Elastic {
			r := webapi.NewRequest(part, webapi.Root{})
			return &Error{
				Op: string(operation.Batch), Method: r.Method, Path: r.Path, Part: operation.PartPointer(i), finding: findingElastic,
				Message: "an elastic table takes no part in a batch: publish the operation by itself",
			}
		}
	}
	return nil
}

// readURL returns the URL to read the row of an operation. It names the partition of the
// row: by the key if the name of the primary key is known, else by the query.
func (c *catalog) readURL(root webapi.Root, op operation.Operation) string {
	partition := op.Partition()
	if op.Row.ID == "" || partition == "" {
		return root.Row(op.EntitySet, op.Row) + "?"
	}
	if t, known := c.tables.get(op.EntitySet); known && t.Elastic {
		return root.Row(op.EntitySet, operation.Row{Key: []operation.KeyColumn{
			{Column: t.PrimaryKey, Value: op.Row.ID, Quoted: true}, {Column: operation.PartitionColumn, Value: partition, Quoted: true},
		}}) + "?"
	}
	return root.Row(op.EntitySet, op.Row) + "?partitionId=" + operation.Escape(partition) + "&"
}

// definition returns the definition of one table; known is false if the table does not
// exist.
func (c *catalog) definition(ctx context.Context, entitySet string) (t webapi.Table, known bool, err error) {
	all, err := c.definitions(ctx, entitySet)
	t, known = all[entitySet]
	return t, known, err
}

// partitions returns the partitions that have a row with an id, by a search over all
// partitions of an elastic table. A read may miss the last write, so it searches twice
// before it returns no partition.
func (c *catalog) partitions(ctx context.Context, t webapi.Table, id string) (all []string, err error) {
	for range 2 {
		if all, err = c.searchPartitions(ctx, t, id); err != nil || len(all) > 0 {
			break
		}
	}
	return all, err
}

func (c *catalog) searchPartitions(ctx context.Context, t webapi.Table, id string) ([]string, error) {
	r := webapi.Request{Op: "look for the row in all partitions", Method: http.MethodGet, Path: t.EntitySet, Header: c.sessionTokens.Header(t.EntitySet)}
	a, err := c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
		r.URL = root.String() + operation.Escape(t.EntitySet) + "?$select=" + operation.Escape(t.PrimaryKey) + "," + operation.PartitionColumn +
			"&$filter=" + operation.Escape(t.PrimaryKey) + "%20eq%20" + operation.Escape(id)
		return r
	})
	if err != nil {
		return nil, err
	}
	var found struct {
		Value []struct {
			Partition string `json:"partitionid"`
		} `json:"value"`
		Next string `json:"@odata.nextLink"`
	}
	if err := json.Unmarshal(a.body, &found); err != nil || found.Value == nil || len(found.Value) == 0 && found.Next != "" {
		return nil, unexpectedBody(r, a, "the response is not a whole list of rows")
	}
	all := make([]string, len(found.Value))
	for i, row := range found.Value {
		all[i] = row.Partition
		if all[i] == "" {
			all[i] = id
		}
	}
	return all, nil
}
