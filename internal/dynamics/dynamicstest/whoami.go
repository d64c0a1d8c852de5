package dynamicstest

import "net/http"

// whoAmI is the WhoAmI function.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/whoami
func (c *call) whoAmI(*row) (answer, error) {
	unit, _ := c.user.row.cells["businessunitid"].(reference)
	organization := ""
	for _, r := range c.store.list(c.schema.byName["organization"]) {
		organization = r.id
	}
	a := entityAnswer(http.StatusOK, object{
		{"@odata.context", c.root + "$metadata#" + namespace + "WhoAmIResponse"},
		{"BusinessUnitId", unit.id},
		{"UserId", c.user.row.id},
		{"OrganizationId", organization},
	})
	a.header.Set("x-ms-dop-hint", "4")
	return a, nil
}
