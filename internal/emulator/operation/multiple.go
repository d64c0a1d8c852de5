package operation

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// multipleMessages are the messages for many rows of one table, with the function for one
// row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations
var multipleMessages = map[string]func(*multiple, orderedjson.Object) (rowResult, error){
	"CreateMultiple": (*multiple).create,
	"UpdateMultiple": (*multiple).update,
	"UpsertMultiple": (*multiple).upsert,
	"DeleteMultiple": (*multiple).delete,
}

// maxElastic is the greatest number of rows of an elastic table in one request that
// Microsoft recommends.
const maxElastic = 100

// multiple is one request with such a message.
type multiple struct {
	*Invocation
	table *schema.Table
	name  string
	seen  map[string]bool // the rows of earlier targets, by key
}

// rowResult is the result for one row.
type rowResult struct {
	id     string
	status int // the status of a request for this row alone
}

// multiple serves a message for many rows: on a standard table all rows or no row, on an
// elastic table each row by itself.
func (c *Invocation) multiple(t *schema.Table, name string, run func(*multiple, orderedjson.Object) (rowResult, error)) (response.Response, error) {
	targets, err := c.targets(t, name)
	if err != nil {
		return response.Response{}, err
	}
	m := &multiple{Invocation: c, table: t, name: name, seen: map[string]bool{}}
	var report bulkReport
	for _, target := range targets {
		mark := c.Store.Mark()
		d, err := run(m, target)
		if err != nil && !(t.Elastic && isWriteError(err)) {
			return response.Response{}, err
		}
		if err != nil {
			c.Store.RollBackTo(mark)
		}
		report.add(d, err)
	}
	a := response.Empty()
	switch {
	case report.first != nil:
		return response.Failure(report.refusal(), c.Preferences.WantsDetails()), nil
	case name == "CreateMultiple":
		a = response.Entity(http.StatusOK, orderedjson.Object{
			{"@odata.context", c.Endpoint.Root + "$metadata#" + odata.Namespace + "CreateMultipleResponse"},
			{"Ids", report.ids()},
		})
	}
	if name != "DeleteMultiple" {
		if t.Elastic {
			a.Header.Set("x-ms-session-token", store.SessionToken(c.Store.Version))
		}
	}
	return a, nil
}

// targets checks the rules for all rows, and returns the rows.
func (c *Invocation) targets(t *schema.Table, name string) ([]orderedjson.Object, error) {
	switch {
	case name == "DeleteMultiple" && !t.Elastic:
		return nil, odata.Refuse(http.StatusBadRequest, "0x80040203", "DeleteMultiple has not yet been implemented.")
	case t.System || t.Single:
		return nil, schema.NoMessage(t, name)
	case c.Conditions.Match != "" || c.Conditions.NoneMatch != "":
		return nil, odata.NotCovered("%s with If-Match or If-None-Match", name)
	case c.Preferences.Representation:
		return nil, odata.NotCovered("%s with return=representation", name)
	}
	given, err := c.parameters(name, func(p string) bool { return p == "Targets" })
	if err != nil {
		return nil, err
	}
	v, found := given.Get("Targets")
	list, ok := v.([]any)
	switch {
	case !found:
		return nil, missingParameters(name, "Targets")
	case !ok:
		return nil, badParameters(name, "The parameter 'Targets' is not a collection.")
	case len(list) == 0:
		return nil, odata.Refuse(http.StatusBadRequest, "0x80040203", "The parameter 'Targets' of %s has no records.", name)
	case t.Elastic && len(list) > maxElastic:
		return nil, odata.NotCovered("%s of more than %d records of an elastic table", name, maxElastic)
	}
	targets := make([]orderedjson.Object, 0, len(list))
	for _, item := range list {
		target, ok := item.(orderedjson.Object)
		if !ok {
			return nil, badParameters(name, "A 'StartObject' node was expected in the collection 'Targets'.")
		}
		if err := checkType(t, name, target); err != nil {
			return nil, err
		}
		targets = append(targets, target)
	}
	return targets, nil
}
