package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// upsert serves PATCH of a row: an update of an existing row, or else a create, as far as
// If-Match and If-None-Match allow it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api
func (c *request) upsert(a store.Address) (response.Response, error) {
	body, err := c.decodeBody(a.Table)
	if err != nil {
		return response.Response{}, err
	}
	if a.Table.Part {
		return response.Response{}, schema.NoMessage(a.Table, "Update")
	}
	if engine.HoldsRelated(a.Table, body) {
		// This check comes before the search for the row, so that it holds for a create
		// too.
		return response.Response{}, engine.DeepUpdate()
	}
	if c.Conditions.NoneMatch != "" && (c.Conditions.NoneMatch != "*" || c.Conditions.Match != "") {
		return response.Response{}, odata.NotCovered("PATCH with If-None-Match %s and If-Match %s", c.Conditions.NoneMatch, c.Conditions.Match)
	}
	if err := c.checkVersions(a.Table); err != nil {
		return response.Response{}, err
	}
	a = a.InPartitionOf(body)
	r := a.Find(c.Store)
	switch {
	case r == nil && c.Conditions.Match != "":
		_, err := a.Resolve(c.Store)
		return response.Response{}, err
	case r == nil:
		if r, err = c.Insert(a.Table, body, &a, nil); err != nil {
			return response.Response{}, err
		}
		return c.written(r, a.Text, http.StatusCreated)
	case c.Conditions.NoneMatch == "*" && a.Table.Elastic && c.handler.Elastic.Conflict:
		return response.Response{}, schema.Taken(a.Table)
	case c.Conditions.NoneMatch == "*":
		return response.Response{}, odata.AlreadyExists()
	}
	change := c.Update
	if a.Table.Elastic && c.Conditions.Match == "" {
		change = c.Replace
	}
	if r, err = change(r, body, &a); err != nil {
		return response.Response{}, err
	}
	return c.written(r, a.Text, http.StatusOK)
}

// remove serves DELETE of a row.
func (c *request) remove(a store.Address) (response.Response, error) {
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	if a.Table.Part {
		return response.Response{}, schema.NoMessage(a.Table, "Delete")
	}
	r, err := a.Resolve(c.Store)
	if err != nil {
		return response.Response{}, err
	}
	if err := c.Need(schema.VerbDelete, r.Table); err != nil {
		return response.Response{}, err
	}
	if err := c.checkVersions(r.Table); err != nil {
		return response.Response{}, err
	}
	if err := c.Conditions.Allow(r.ETag()); err != nil {
		return response.Response{}, err
	}
	return response.Empty(), c.Delete(r)
}

// checkVersions refuses an ETag in If-Match on a table without optimistic concurrency.
func (c *request) checkVersions(t *schema.Table) error {
	if match := c.Conditions.Match; t.NoETags && match != "" && match != "*" {
		return odata.NoVersions(t.Name)
	}
	return nil
}
