package dynamicstest

import (
	"net/http"
	"strings"
)

// namespace qualifies the names of bound functions and actions.
const namespace = "Microsoft.Dynamics.CRM."

// route hands the request to what its path and method name.
func (c *call) route(path []segment) (answer, error) {
	first := path[0]
	t := c.schema.bySet[first.name]
	switch {
	case first.name == "" && len(path) == 1:
		return c.serviceDocument()
	case first == segment{name: "$metadata"} && len(path) == 1:
		return c.metadataDocument()
	case first.name == "EntityDefinitions":
		return c.definitions(path)
	case first.name == "RelationshipDefinitions":
		return c.relationships(path)
	case first.name == "RetrieveMetadataChanges" && len(path) == 1:
		return c.metadataChanges(first)
	case t == nil && len(path) == 1:
		return c.unbound(first)
	case t == nil:
		return answer{}, c.unknownSegment(first.name)
	case t.Metadata && c.method != http.MethodGet:
		return answer{}, notKnown("%s of %s", c.method, first.name)
	case !first.hasArgs && len(path) == 1:
		return c.onSet(t)
	case !first.hasArgs && len(path) == 2 && path[1] == countSegment:
		return c.count(t, func() []*row { return c.store.list(t) })
	case !first.hasArgs:
		return c.boundToSet(t, path[1:])
	}
	a, err := t.parseAddress(first.args)
	if err != nil {
		return answer{}, err
	}
	if a.partition == "" && c.method != http.MethodPatch {
		a.partition = c.query.partition
	}
	if !t.Elastic {
		a.partition = ""
	}
	if len(path) == 1 {
		return c.onRow(a)
	}
	r, err := a.resolve(c.store)
	if err != nil {
		return answer{}, err
	}
	return c.below(r, path[1:])
}

func (c *call) onSet(t *table) (answer, error) {
	switch c.method {
	case http.MethodGet:
		return c.list(t)
	case http.MethodPost:
		return c.create(t)
	}
	return answer{}, wrongMethod(c.method)
}

func (c *call) onRow(a address) (answer, error) {
	switch c.method {
	case http.MethodGet:
		return c.retrieve(a)
	case http.MethodPatch:
		return c.upsert(a)
	case http.MethodDelete:
		return c.remove(a)
	}
	return answer{}, wrongMethod(c.method)
}

// below works on what a row has: a bound operation, a column, a navigation
// property or its references.
func (c *call) below(r *row, path []segment) (answer, error) {
	s := path[0]
	if n := r.table.many(s.name); n != nil && !s.hasArgs && len(path) == 2 && path[1] == countSegment {
		return c.countRelated(r, n)
	}
	if col := r.table.columns[s.name]; len(path) == 2 && path[1] == (segment{name: "$value"}) && col != nil && col.kind == kindFile {
		return c.download(r, col)
	}
	if col := r.table.property(s.name); col != nil && !s.hasArgs && len(path) == 2 && path[1] == (segment{name: "$value"}) {
		return c.rawProperty(r, col)
	}
	if len(path) > 2 || len(path) == 2 && path[1] != (segment{name: "$ref"}) {
		return answer{}, notKnown("a path as long as this one")
	}
	if name, qualified := strings.CutPrefix(s.name, namespace); qualified && len(path) == 1 {
		return c.boundToRow(r, name, s)
	}
	single, many := r.table.single(s.name), r.table.many(s.name)
	switch {
	case len(path) == 2 && many != nil:
		return c.collectionReference(r, many, s)
	case len(path) == 2 && single != nil && !s.hasArgs:
		return c.singleReference(r, single)
	case len(path) == 1 && s.hasArgs && many != nil:
		return c.retrieveMember(r, many, s.args)
	case len(path) == 2 || s.hasArgs:
		return answer{}, c.unknownSegment(s.name)
	case many != nil:
		return c.listRelated(r, many)
	case single != nil:
		return c.retrieveRelated(r, single)
	case c.method == http.MethodPatch:
		return c.upload(r, r.table.columns[s.name])
	}
	if col := r.table.property(s.name); col != nil {
		return c.property(r, col)
	}
	return answer{}, c.unqualified(s.name)
}
