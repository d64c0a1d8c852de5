package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
)

// table is what a bulk message must know of a table.
type table struct {
	entitySet, logicalName, primaryKey string
	elastic                            bool
}

// tables keeps the tables that were asked for, and which of them lack a message.
// It is safe for concurrent use.
type tables struct {
	mu      sync.Mutex
	known   map[string]table // of the zero value: none that may be read
	lacking map[string]bool  // by entity set and message
}

func (t *tables) lack(entitySet string, k Kind) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lacking == nil {
		t.lacking = map[string]bool{}
	}
	t.lacking[entitySet+"/"+k.multiple()] = true
}

func (t *tables) get(entitySet string, k Kind) (found table, known, lacking bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, known = t.known[entitySet]
	return found, known, t.lacking[entitySet+"/"+k.multiple()]
}

func (t *tables) put(entitySet string, found table) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = map[string]table{}
	}
	t.known[entitySet] = found
}

// table returns the table of an entity set, if the bulk message of that kind can
// be tried on it. It is asked for once. The error is one that is not about the
// table, and as good as that of any other request.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (c *Client) table(ctx context.Context, entitySet string, k Kind) (found table, ok bool, err error) {
	found, known, lacking := c.tables.get(entitySet, k)
	if known || lacking {
		return found, found.primaryKey != "" && !lacking, nil
	}
	_, err = c.retry(ctx, definitionRequest, 0, func() (err error) {
		found, err = c.readTable(ctx, entitySet)
		return err
	})
	if err != nil && ClassOf(err) != Rejected {
		return table{}, false, err
	}
	c.tables.put(entitySet, found)
	return found, err == nil, nil
}

// definitionRequest is the request for the definition of a table, but for whose.
func definitionRequest() request {
	return request{op: "read the definition of a table", method: http.MethodGet, path: "EntityDefinitions"}
}

func (c *Client) readTable(ctx context.Context, entitySet string) (table, error) {
	r := definitionRequest()
	a, err := c.send(ctx, caller{}, func(root Root) request {
		r.url = root.String() + "EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute,TableType&$filter=EntitySetName%20eq%20" + Literal(entitySet)
		return r
	})
	if err != nil {
		return table{}, err
	}
	var found struct {
		Value []struct{ LogicalName, EntitySetName, PrimaryIDAttribute, TableType string }
	}
	if err := json.Unmarshal(a.body, &found); err != nil || found.Value == nil {
		return table{}, &Error{Op: r.op, Method: r.method, Path: r.path, Err: errors.New("the answer is not a list of definitions")}
	}
	for _, d := range found.Value {
		if strings.EqualFold(d.EntitySetName, entitySet) && d.LogicalName != "" && d.PrimaryIDAttribute != "" {
			return table{d.EntitySetName, d.LogicalName, d.PrimaryIDAttribute, d.TableType == "Elastic"}, nil
		}
	}
	return table{}, &Error{Op: r.op, Method: r.method, Path: r.path, Message: "there is no such entity set", finding: "rejected"}
}
