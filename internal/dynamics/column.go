package dynamics

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

var errNoTable = errors.New("no such table")

// columns keeps a fact of each column, by entity set and column, for the client's
// life. The zero value is empty. It is safe for concurrent use.
type columns[V any] struct {
	mu    sync.Mutex
	facts map[[2]string]V
}

func (c *columns[V]) get(entitySet, column string) (fact V, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fact, known = c.facts[[2]string{entitySet, column}]
	return fact, known
}

func (c *columns[V]) put(entitySet, column string, fact V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.facts == nil {
		c.facts = map[[2]string]V{}
	}
	c.facts[[2]string{entitySet, column}] = fact
}

// columnRequest is the request for the definition of a column, but for whose.
func columnRequest() request {
	return request{op: "read the definition of a column", method: http.MethodGet, path: "EntityDefinitions"}
}

// columnDefinition asks for a column's definition of one type of metadata, with a
// query. The error is [Rejected] where the column is not of that type, [Misconfigured]
// where definitions may not be read, and errNoTable where the table is not there.
func (c *Client) columnDefinition(ctx context.Context, entitySet, column, query string) (answer, error) {
	tables, err := c.definitions(ctx, entitySet)
	if err != nil {
		return answer{}, err
	}
	t, found := tables[entitySet]
	if !found {
		return answer{}, errNoTable
	}
	r := columnRequest()
	a, err := c.send(ctx, caller{}, func(root Root) request {
		r.url = root.String() + "EntityDefinitions(LogicalName=" + Literal(t.logicalName) + ")/Attributes(LogicalName=" + Literal(column) + ")/" + namespace + query
		return r
	})
	if e, ok := errors.AsType[*Error](err); ok && e.Op == r.op && e.Status == http.StatusForbidden && ClassOf(e) == Rejected {
		e.finding = findingDefinitions
	}
	return a, err
}

// unread returns the error for a successful response whose body is not the expected
// one; what says so.
func (r request) unread(a answer, what string) *Error {
	return &Error{Op: r.op, Method: r.method, Path: r.path, RequestID: a.requestID, Err: errors.New(what)}
}
