package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// maxNames limits the entity sets in one request for definitions. The URL stays far
// below the limit of Dataverse, and the filter below the 100 nodes that OData services
// allow by default.
const maxNames = 20

// catalog reads the definitions of tables and columns, and keeps them for the client's
// life. It is safe for concurrent use.
type catalog struct {
	*sender
	tables      tables
	decimals    columns[int]  // how many digits after the point a Decimal column keeps
	dateColumns columns[bool] // whether a column holds a date or a time
}

// definitions returns the definitions of tables, by entity set. It requests all unknown
// definitions together and caches them for the life of the client. An entity set that
// Dataverse does not list is not in the map and not in the cache, because its table may
// be made later.
//
// The application user needs the privilege prvReadEntity. Without it, the error is
// [operation.Misconfigured]. definitions makes one attempt: a caller outside of
// [Client.Run] retries.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (c *catalog) definitions(ctx context.Context, entitySets ...string) (map[string]webapi.Table, error) {
	all := map[string]webapi.Table{}
	var unknown []string
	for _, name := range entitySets {
		if found, known := c.tables.get(name); known {
			all[name] = found
		} else if name != "" && !slices.Contains(unknown, name) {
			unknown = append(unknown, name)
		}
	}
	for names := range slices.Chunk(unknown, maxNames) {
		if err := c.readDefinitions(ctx, names, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// definitionRequest is the request for definitions, for errors.
func definitionRequest() webapi.Request {
	return webapi.Request{Op: "read the definitions of tables", Method: http.MethodGet, Path: "EntityDefinitions"}
}

func (c *catalog) readDefinitions(ctx context.Context, names []string, into map[string]webapi.Table) error {
	r := definitionRequest()
	a, err := c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
		terms := make([]string, len(names))
		for i, name := range names {
			terms[i] = "EntitySetName%20eq%20" + operation.Literal(name)
		}
		r.URL = root.String() + "EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute,TableType&$filter=" + strings.Join(terms, "%20or%20")
		return r
	})
	if e, ok := errors.AsType[*Error](err); ok && e.Op == r.Op && e.Status != 0 && ClassOf(e) == operation.Rejected {
		// The request contains nothing of the message.
		e.finding = findingDefinitions
	}
	if err != nil {
		return err
	}
	var found struct {
		Value []struct{ LogicalName, EntitySetName, PrimaryIDAttribute, TableType string }
	}
	if err := json.Unmarshal(a.body, &found); err != nil || found.Value == nil {
		return unexpectedBody(r, a, "the response is not a list of definitions")
	}
	for _, d := range found.Value {
		if d.LogicalName == "" || d.PrimaryIDAttribute == "" {
			continue
		}
		for _, name := range names {
			if strings.EqualFold(name, d.EntitySetName) {
				into[name] = webapi.Table{
					EntitySet: d.EntitySetName, LogicalName: d.LogicalName, PrimaryKey: d.PrimaryIDAttribute,
					Elastic: d.TableType == "Elastic", Virtual: d.TableType == "Virtual",
				}
				c.tables.put(name, into[name])
			}
		}
	}
	return nil
}

// findingDefinitions is the word for definitions that the application user may not
// read.
const findingDefinitions = "definitions"

// isAboutDefinitions reports whether an error says that the application user may not
// read definitions.
func isAboutDefinitions(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.finding == findingDefinitions
}

// entitySets returns the entity sets of the tables that an operation changes or links.
func entitySets(op operation.Operation) []string {
	if op.Kind != operation.Batch {
		return []string{op.EntitySet, op.Related.EntitySet}
	}
	var all []string
	for _, part := range op.Operations {
		all = append(all, entitySets(part)...)
	}
	return all
}

// tables caches the definitions of tables, and the messages that tables do not have. It
// is safe for concurrent use.
type tables struct {
	mu      sync.Mutex
	known   map[string]webapi.Table // by entity set
	lacking map[string]bool         // by entity set and message
	// refused is the time until which bulk messages do without definitions, because the
	// application user may not read definitions.
	refused time.Time
}

// refusedFor is the time for which bulk messages do not request definitions after a
// refusal.
const refusedFor = time.Minute

func (t *tables) lack(entitySet, message string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lacking == nil {
		t.lacking = map[string]bool{}
	}
	t.lacking[entitySet+"/"+message] = true
}

func (t *tables) lacks(entitySet, message string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lacking[entitySet+"/"+message]
}

func (t *tables) get(entitySet string) (found webapi.Table, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, known = t.known[entitySet]
	return found, known
}

func (t *tables) put(entitySet string, found webapi.Table) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = map[string]webapi.Table{}
	}
	t.known[entitySet] = found
}

// refuse notes until when definitions may not be read.
func (t *tables) refuse(until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refused = until
}

func (t *tables) isRefused(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return now.Before(t.refused)
}

// table returns the table of an entity set if the bulk message of a kind can be tried on
// it. ok is false if definitions may not be read, and if the entity set does not exist.
// The error is not about the table: any other request would fail alike.
func (c *catalog) table(ctx context.Context, entitySet string, k operation.Kind) (found webapi.Table, ok bool, err error) {
	found, known := c.tables.get(entitySet)
	switch {
	case c.tables.lacks(entitySet, webapi.BulkMessage(k)):
		return webapi.Table{}, false, nil
	case known:
		return found, true, nil
	case c.tables.isRefused(c.now()):
		return webapi.Table{}, false, nil
	}
	var all map[string]webapi.Table
	_, err = c.retry(ctx, definitionRequest, 0, func() (err error) {
		all, err = c.definitions(ctx, entitySet)
		return err
	})
	if isAboutDefinitions(err) {
		c.tables.refuse(c.now().Add(refusedFor))
		return webapi.Table{}, false, nil
	}
	found, ok = all[entitySet]
	return found, ok, err
}

// Names tells the names of tables, and where navigation properties lead. It keeps the names
// of all tables, and the relationships of a table, for an hour. It is safe for concurrent use.
//
// The errors of its methods say that definitions cannot be read; [ClassOf] says what can be
// done about them.
type Names struct {
	catalog *catalog
	values  *values.Resolver
}

// EntitySet returns the entity set of the table with a logical name. found is false if the
// environment has no such table. For the error see [Names].
func (n Names) EntitySet(ctx context.Context, table string) (set string, found bool, err error) {
	err = n.read(ctx, func() (err error) {
		set, found, err = n.values.EntitySet(ctx, table)
		return err
	})
	return set, found, err
}

// LogicalName returns the logical name of the table with an entity set. found is false if the
// environment has no such table. For the error see [Names].
func (n Names) LogicalName(ctx context.Context, entitySet string) (table string, found bool, err error) {
	err = n.read(ctx, func() (err error) {
		table, found, err = n.values.LogicalName(ctx, entitySet)
		return err
	})
	return table, found, err
}

// Targets returns the logical names of the tables to which a navigation property of a table
// leads; nil if the table has no such navigation property. For the error see [Names].
func (n Names) Targets(ctx context.Context, table, property string) (tables []string, err error) {
	err = n.read(ctx, func() (err error) {
		tables, err = n.values.Targets(ctx, table, property)
		return err
	})
	return tables, err
}

// read reads names, and retries like [Client.Run].
func (n Names) read(ctx context.Context, read func() error) error {
	_, err := n.catalog.retry(ctx, valuesRequest, 0, read)
	return annotate(operation.Operation{}, err)
}
