package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
)

// create serves POST to an entity set.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (c *request) create(t *schema.Table) (response.Response, error) {
	body, err := c.decodeBody(t)
	if err != nil {
		return response.Response{}, err
	}
	if t.Part {
		return response.Response{}, schema.NoMessage(t, "Create")
	}
	if t.Elastic && engine.HoldsRelated(t, body) {
		return response.Response{}, odata.Refuse(http.StatusBadRequest, "0x80040265", "Cannot create related entities. Create has to be called individually for each entity.")
	}
	r, err := c.Insert(t, body, nil, nil)
	if err != nil {
		return response.Response{}, err
	}
	return c.written(r, r.ID, http.StatusCreated)
}

// decodeBody reads the body of a write to t.
func (c *request) decodeBody(t *schema.Table) (orderedjson.Object, error) {
	o, err := orderedjson.Decode(c.Body)
	if err != nil {
		return nil, schema.PayloadError(t, "Microsoft.OData.ODataException: %v.", err)
	}
	return o, nil
}
