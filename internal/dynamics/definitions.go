package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// mostNames is how many entity sets one request for definitions names. Its URL
// stays far below what Dataverse takes, and its filter below the hundred nodes that
// OData services allow by default.
const mostNames = 20

// definitions reads the definitions of tables, by entity set: in one request for
// all that are not known yet, or a few where they are very many. What was read is
// kept for the client's life. An entity set that the answer does not list is not in
// the map, and is asked for again the next time, as its table may be made
// meanwhile.
//
// Definitions take a privilege of the application user, prvReadEntity. Where they
// are refused, the error is [Misconfigured]. They are tried once: whoever calls it
// outside of [Client.Run] retries.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (c *Client) definitions(ctx context.Context, entitySets ...string) (map[string]table, error) {
	all := map[string]table{}
	var unknown []string
	for _, name := range entitySets {
		if found, known := c.tables.get(name); known {
			all[name] = found
		} else if name != "" && !slices.Contains(unknown, name) {
			unknown = append(unknown, name)
		}
	}
	for names := range slices.Chunk(unknown, mostNames) {
		if err := c.readDefinitions(ctx, names, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// definitionRequest is the request for definitions, but for whose.
func definitionRequest() request {
	return request{op: "read the definitions of tables", method: http.MethodGet, path: "EntityDefinitions"}
}

func (c *Client) readDefinitions(ctx context.Context, names []string, into map[string]table) error {
	r := definitionRequest()
	a, err := c.send(ctx, caller{}, func(root Root) request {
		terms := make([]string, len(names))
		for i, name := range names {
			terms[i] = "EntitySetName%20eq%20" + Literal(name)
		}
		r.url = root.String() + "EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute,TableType&$filter=" + strings.Join(terms, "%20or%20")
		return r
	})
	if e, ok := errors.AsType[*Error](err); ok && e.Op == r.op && e.Status != 0 && ClassOf(e) == Rejected {
		// Nothing of the message is in the request.
		e.finding = findingDefinitions
	}
	if err != nil {
		return err
	}
	var found struct {
		Value []struct{ LogicalName, EntitySetName, PrimaryIDAttribute, TableType string }
	}
	if err := json.Unmarshal(a.body, &found); err != nil || found.Value == nil {
		return r.unread(a, "the answer is not a list of definitions")
	}
	for _, d := range found.Value {
		if d.LogicalName == "" || d.PrimaryIDAttribute == "" {
			continue
		}
		for _, name := range names {
			if strings.EqualFold(name, d.EntitySetName) {
				into[name] = table{d.EntitySetName, d.LogicalName, d.PrimaryIDAttribute, d.TableType == "Elastic", d.TableType == "Virtual"}
				c.tables.put(name, into[name])
			}
		}
	}
	return nil
}

// findingDefinitions is the word for definitions that the application user may not
// read.
const findingDefinitions = "definitions"

// isAboutDefinitions reports whether an error says that definitions may not be read.
func isAboutDefinitions(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.finding == findingDefinitions
}

// entitySets are those of the tables whose rows an operation changes or joins.
func (op Operation) entitySets() []string {
	if op.Kind != Batch {
		return []string{op.EntitySet, op.Related.EntitySet}
	}
	var all []string
	for _, part := range op.Operations {
		all = append(all, part.entitySets()...)
	}
	return all
}
