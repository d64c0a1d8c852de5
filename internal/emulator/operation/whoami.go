package operation

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// whoAmI is the WhoAmI function.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/whoami
func (c *Invocation) whoAmI(*store.Row) (response.Response, error) {
	unit, _ := c.User.Row.Cells["businessunitid"].(schema.Reference)
	organization := ""
	for _, r := range c.Store.List(c.Schema.ByName["organization"]) {
		organization = r.ID
	}
	a := response.Entity(http.StatusOK, orderedjson.Object{
		{"@odata.context", c.Endpoint.Root + "$metadata#" + odata.Namespace + "WhoAmIResponse"},
		{"BusinessUnitId", unit.ID},
		{"UserId", c.User.Row.ID},
		{"OrganizationId", organization},
	})
	a.Header.Set("x-ms-dop-hint", "4")
	return a, nil
}
