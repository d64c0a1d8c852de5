package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// retrieve serves GET of one row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-entity-using-web-api
func (c *request) retrieve(a store.Address) (response.Response, error) {
	if err := c.Need(schema.VerbRead, a.Table); err != nil {
		return response.Response{}, err
	}
	r, err := a.Resolve(c.Store)
	if before, is := c.before(a.Table, func(key string) bool { return a.Key == nil && key == store.Key(a.ID, a.Partition) }); is {
		if r, err = before, nil; r == nil {
			err = schema.NoSuchRow(a.Table, a.ID)
		}
	}
	if err != nil {
		return response.Response{}, err
	}
	return c.retrieved(r)
}

func (c *request) retrieved(r *store.Row) (response.Response, error) {
	if err := c.Query.Only("$select", "$expand"); err != nil {
		return response.Response{}, err
	}
	sel, err := c.selection(r.Table)
	if err != nil {
		return response.Response{}, err
	}
	if err := c.Conditions.Allow(r.ETag()); err != nil {
		return response.Response{}, err
	}
	if c.Conditions.NoneMatch == r.ETag() && c.mayBeUnchanged() {
		return response.Response{Status: http.StatusNotModified, Header: http.Header{"Etag": {r.ETag()}}}, nil
	}
	a := response.Entity(http.StatusOK, c.render(r, sel, sel.Context(c.Endpoint.Root, r.Table)+"/$entity"))
	a.Header.Set("ETag", r.ETag())
	return a, nil
}

// mayBeUnchanged reports whether the client gets 304 for a row of the version that it has.
// It does not with $expand or with annotations.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-conditional-operations-using-web-api
func (c *request) mayBeUnchanged() bool {
	return c.Query.Options["$expand"] == "" && c.Preferences.Annotations == ""
}

// retrieveRelated serves GET of the row in a lookup.
func (c *request) retrieveRelated(r *store.Row, navs []*schema.Navigation) (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.WrongMethod(c.Method)
	}
	if err := c.Need(schema.VerbRead, r.Table); err != nil {
		return response.Response{}, err
	}
	target := c.Store.Pointed(r, navs)
	if target == nil {
		return response.Empty(), nil
	}
	if err := c.Need(schema.VerbRead, target.Table); err != nil {
		return response.Response{}, err
	}
	return c.retrieved(target)
}

// retrieveMember serves GET of one row of a collection-valued navigation property, by its
// key. A row outside of the collection is not found.
func (c *request) retrieveMember(r *store.Row, n *schema.Navigation, args string) (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.WrongMethod(c.Method)
	}
	if err := c.needBoth(r.Table, n.Target); err != nil {
		return response.Response{}, err
	}
	a, err := store.ParseAddress(n.Target, args)
	if err != nil {
		return response.Response{}, err
	}
	target, err := a.Resolve(c.Store)
	if err != nil {
		return response.Response{}, err
	}
	for _, related := range c.Store.Related(r, n) {
		if related == target {
			return c.retrieved(target)
		}
	}
	return response.Response{}, schema.NoSuchRow(n.Target, target.ID)
}

// needBoth refuses a caller who may not read rows of both tables.
func (c *request) needBoth(one, other *schema.Table) error {
	if err := c.Need(schema.VerbRead, one); err != nil {
		return err
	}
	return c.Need(schema.VerbRead, other)
}
