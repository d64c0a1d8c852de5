package webapi

import (
	"sns-dynamics/internal/emulator/customization"
	"sns-dynamics/internal/emulator/metadata"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
)

// keysSegment leads to the alternate keys of a definition.
var keysSegment = odata.Segment{Name: "Keys"}

// customize serves POST to the definitions of tables, and to the keys of one.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api
func (c *request) customize(path []odata.Segment) (response.Response, error) {
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	at := c.Endpoint.Root + "EntityDefinitions("
	a := response.Empty()
	switch {
	case len(path) == 1 && !path[0].HasArgs:
		t, err := customization.CreateTable(c.Session, c.Body)
		if err != nil {
			return response.Response{}, err
		}
		at += metadata.TableID(t) + ")"
	case len(path) == 2 && path[0].HasArgs && path[1] == keysSegment:
		t, err := c.definitionRequest().Table(path[0].Args)
		if err != nil {
			return response.Response{}, err
		}
		k, err := customization.CreateKey(c.Session, t, c.Body)
		if err != nil {
			return response.Response{}, err
		}
		at += metadata.TableID(t) + ")/Keys(" + metadata.KeyID(t, k) + ")"
	default:
		return response.Response{}, odata.NotCovered("POST to this path below EntityDefinitions")
	}
	a.Header.Set("OData-EntityId", at)
	return a, nil
}
