package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestDefinitionsTakeAPrivilege removes the application user's role. It keeps the role for
// impersonation.
func TestDefinitionsTakeAPrivilege(t *testing.T) {
	c := start(t, emulator.Options{})
	const path = "EntityDefinitions?$select=LogicalName&$filter=EntitySetName%20eq%20'contacts'"
	c.must(200, "GET", path, "")
	app := c.conn
	c.conn.ClientID, c.conn.ClientSecret = emulator.AdminClientID, emulator.AdminClientSecret
	c.login()
	c.must(204, "DELETE", "systemusers("+emulator.ApplicationUserID+")/systemuserroles_association(5a1de000-0000-4000-8000-000000000002)/$ref", "")
	c.must(200, "GET", path, "")
	c.conn = app
	c.login()
	c.refuses([]refused{
		{"all", "GET", path, "", nil, 403, "0x80040220", "prvReadEntity"},
		{"one", "GET", "EntityDefinitions(LogicalName='contact')?$select=LogicalName", "", nil, 403, "0x80040220", "prvReadEntity"},
	})
}
