package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// route passes the request to the handler of its path and method.
func (c *request) route(path []odata.Segment) (response.Response, error) {
	if serve := c.metadataHandler(path); serve != nil {
		return serve()
	}
	first := path[0]
	t := c.Schema.BySet[first.Name]
	switch {
	case t == nil && len(path) == 1:
		return c.operations().Unbound(first)
	case t == nil:
		return response.Response{}, c.Schema.UnknownSegment(first.Name)
	case t.Metadata && c.Method != http.MethodGet:
		return response.Response{}, odata.NotCovered("%s of %s", c.Method, first.Name)
	case first.HasArgs:
		return c.routeRow(t, path)
	case len(path) == 1:
		return c.onSet(t)
	case len(path) == 2 && path[1] == countSegment:
		return c.count(t, func() []*store.Row { return c.Store.List(t) })
	}
	return c.operations().BoundToSet(t, path[1:])
}

// metadataHandler returns the handler of a path of metadata, and nil for another path.
func (c *request) metadataHandler(path []odata.Segment) func() (response.Response, error) {
	first, alone := path[0], len(path) == 1
	switch {
	case first.Name == "" && alone:
		return c.definitionRequest().ServiceDocument
	case first == odata.Segment{Name: "$metadata"} && alone:
		return c.definitionRequest().Document
	case first.Name == "EntityDefinitions" && c.Method == http.MethodPost:
		return func() (response.Response, error) { return c.customize(path) }
	case first.Name == "EntityDefinitions":
		return func() (response.Response, error) { return c.definitionRequest().Definitions(path) }
	case first.Name == "RelationshipDefinitions":
		return func() (response.Response, error) { return c.definitionRequest().Relationships(path) }
	case first.Name == "RetrieveMetadataChanges" && alone:
		return func() (response.Response, error) { return c.definitionRequest().Changes(first) }
	}
	return nil
}

// routeRow passes on a request whose path begins with a row.
func (c *request) routeRow(t *schema.Table, path []odata.Segment) (response.Response, error) {
	a, err := store.ParseAddress(t, path[0].Args)
	if err != nil {
		return response.Response{}, err
	}
	if a.Partition == "" && c.Method != http.MethodPatch {
		a.Partition = c.Query.Partition
	}
	if !t.Elastic {
		a.Partition = ""
	}
	if len(path) == 1 {
		return c.onRow(a)
	}
	r, err := a.Resolve(c.Store)
	if err != nil {
		return response.Response{}, err
	}
	switch len(path) {
	case 2:
		return c.onMember(r, path[1])
	case 3:
		return c.belowMember(r, path[1], path[2])
	}
	return response.Response{}, odata.NotCovered("a path as long as this one")
}

func (c *request) onSet(t *schema.Table) (response.Response, error) {
	switch c.Method {
	case http.MethodGet:
		return c.list(t)
	case http.MethodPost:
		return c.create(t)
	}
	return response.Response{}, odata.WrongMethod(c.Method)
}

func (c *request) onRow(a store.Address) (response.Response, error) {
	switch c.Method {
	case http.MethodGet:
		return c.retrieve(a)
	case http.MethodPatch:
		return c.upsert(a)
	case http.MethodDelete:
		return c.remove(a)
	}
	return response.Response{}, odata.WrongMethod(c.Method)
}
