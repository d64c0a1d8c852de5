package emulator_test

import (
	"slices"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestPrivilegesOfDefinitions(t *testing.T) {
	c := start(t, emulator.Options{})
	sets := c.must(200, "GET", "", "").values(t)
	tables := c.must(200, "GET", "EntityDefinitions?$select=LogicalName,EntitySetName", "").values(t)
	if len(tables) != len(sets) || len(tables) == 0 || sets[0]["name"] != "accounts" || sets[0]["kind"] != "EntitySet" {
		t.Fatalf("%d definitions, %d entity sets: %v", len(tables), len(sets), sets)
	}
	for i, table := range tables {
		if table["EntitySetName"] != sets[i]["name"] || table["LogicalName"] == "" || table["MetadataId"] == "" {
			t.Errorf("definition %v of entity set %v", table, sets[i])
		}
	}
	for name, want := range map[string][]string{
		"task":                {"prvAppendActivity", "prvAppendToActivity", "prvAssignActivity", "prvCreateActivity", "prvDeleteActivity", "prvReadActivity", "prvWriteActivity"},
		"transactioncurrency": {"prvAppendCurrency", "prvAppendToCurrency", "prvCreateCurrency", "prvDeleteCurrency", "prvReadCurrency", "prvWriteCurrency"},
		"privilege":           nil,
	} {
		var got []string
		list, _ := c.must(200, "GET", "EntityDefinitions(LogicalName='"+name+"')?$select=Privileges", "").json(t)["Privileges"].([]any)
		for _, p := range list {
			got = append(got, p.(map[string]any)["Name"].(string))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("privileges on %s: %v, want %v", name, got, want)
		}
	}
}

// TestAdministrator signs in as the second application, which has more rights than the
// first.
func TestAdministrator(t *testing.T) {
	c := start(t, emulator.Options{})
	c.conn.ClientID, c.conn.ClientSecret = emulator.AdminClientID, emulator.AdminClientSecret
	c.ExpireClientSecret() // the secret of the other application
	c.login()
	if got := c.must(200, "GET", "WhoAmI", "").json(t)["UserId"]; got != emulator.AdminUserID {
		t.Errorf("the administrator is %v", got)
	}
	unit := c.must(204, "POST", "businessunits", `{"name":"North","parentbusinessunitid@odata.bind":"/businessunits(`+emulator.BusinessUnitID+`)"}`).created()
	role := c.must(204, "POST", "roles", `{"name":"Sync North","businessunitid@odata.bind":"/businessunits(`+unit+`)"}`).created()
	c.refuses([]refused{
		{"a role of another business unit", "", "systemusers(" + emulator.EveID + ")/systemuserroles_association/$ref",
			`{"@odata.id":"` + c.conn.ServiceRootURL + `roles(` + role + `)"}`, nil, 400, "0x8004140d", "business unit"},
		{"a second user of an application", "", "systemusers", `{"applicationid":"` + emulator.ClientID + `","accessmode":4}`, nil, 412, "0x80040237", ""},
	})
}
