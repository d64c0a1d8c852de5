package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestPrivileges(t *testing.T) {
	c := start(t, emulator.Options{})
	ana := []string{"MSCRMCallerID", emulator.AnaID}
	link := `{"@odata.id":"` + c.conn.ServiceRootURL + `roles(` + emulator.AdministratorRoleID + `)"}`
	c.refuses([]refused{
		{"create", "", "businessunits", `{"name":"x"}`, nil, 403, "0x80040220", "is missing prvCreateBusinessUnit privilege (Id="},
		{"write", "PATCH", "businessunits(" + emulator.BusinessUnitID + ")", `{"name":"x"}`, nil, 403, "0x80040220", "on OTC=10 for entity 'businessunit'. context.Caller=" + emulator.ApplicationUserID},
		{"delete", "DELETE", "systemusers(" + emulator.BenID + ")", "", nil, 403, "0x80040220", "prvDeleteUser"},
		{"append", "", "systemusers(" + emulator.ApplicationUserID + ")/systemuserroles_association/$ref", link, nil, 403, "0x80040220", "prvAppendToRole"},
		{"read", "GET", "roles", "", ana, 403, "0x80040220", "prvReadRole"},
		{"expand", "GET", "systemusers?$expand=systemuserroles_association($select=name)", "", ana, 403, "0x80040220", "prvReadRole"},
		{"assign", "PATCH", "accounts(" + emulator.AccountID + ")", `{"ownerid@odata.bind":"/systemusers(` + emulator.CleoID + `)"}`, ana, 403, "0x80040220", "prvAssignAccount"},
		{"write through an upsert", "PATCH", "opportunities(" + emulator.OpportunityID + ")", `{"name":"x"}`, ana, 403, "0x80040220", "prvWriteOpportunity"},
		{"action", "POST", "roles(" + emulator.SyncRoleID + ")/Microsoft.Dynamics.CRM.AddPrivilegesRole", "{}", nil, 403, "0x80040220", "prvWriteRole"},
		{"a table of the system's own", "", "privileges", `{"name":"x"}`, nil, 403, "0x80048306", "Not enough privilege"},
	})
	c.must(204, "PATCH", "accounts("+emulator.AccountID+")", `{"ownerid@odata.bind":"/systemusers(`+emulator.AnaID+`)"}`, ana...)
}

// TestPrivilegesIntersect gives the impersonated user more privileges than the application
// user. They have no effect.
func TestPrivilegesIntersect(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, func(m map[string]any) {
		addLink(m, "systemuserroles_association", emulator.AnaID, emulator.AdministratorRoleID)
	})})
	c.refuses([]refused{{"the application lacks it", "", "businessunits", `{"name":"x"}`, []string{"MSCRMCallerID", emulator.AnaID}, 403, "0x80040220",
		"Principal user (Id=" + emulator.ApplicationUserID}})
}

func TestApplicationUserItself(t *testing.T) {
	cells := func(m map[string]any) map[string]any {
		for _, row := range m["rows"].([]any) {
			if r := row.(map[string]any); r["id"] == emulator.ApplicationUserID {
				return r["cells"].(map[string]any)
			}
		}
		return nil
	}
	for _, tt := range []struct {
		name, code string
		edit       func(map[string]any)
	}{
		{"disabled", "0x80040225", func(m map[string]any) { cells(m)["isdisabled"] = true }},
		{"absent", "0x80072560", func(m map[string]any) { delete(cells(m), "applicationid") }},
		{"without roles", "0x80042f09", func(m map[string]any) { m["links"] = []any{} }},
	} {
		c := start(t, emulator.Options{Schema: editedSchema(t, tt.edit)})
		c.refuses([]refused{{tt.name, "GET", "WhoAmI()", "", nil, 403, tt.code, ""}})
	}
}

func TestAddPrivilegesRole(t *testing.T) {
	c := start(t, emulator.Options{Schema: administrator(t)})
	privilege := c.must(200, "GET", "privileges?$filter=name%20eq%20'prvCreateOpportunity'", "").values(t)[0]["privilegeid"].(string)
	c.must(403, "POST", "opportunities", "{}", "MSCRMCallerID", emulator.AnaID)
	action := "roles(" + emulator.SalespersonRoleID + ")/Microsoft.Dynamics.CRM.AddPrivilegesRole"
	c.must(204, "POST", action, `{"Privileges":[{"PrivilegeId":"`+privilege+`","Depth":"Global"}]}`)
	c.must(204, "POST", "opportunities", "{}", "MSCRMCallerID", emulator.AnaID)
	list := c.must(200, "GET", "systemusers("+emulator.AnaID+")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()", "")
	if !strings.Contains(string(list.body), `"PrivilegeName":"prvCreateOpportunity"`) {
		t.Errorf("privileges %s", list.body)
	}
	c.refuses([]refused{
		{"no list", "", action, `{}`, nil, 400, "0x80048d19", "Privileges"},
		{"depth", "", action, `{"Privileges":[{"PrivilegeId":"` + privilege + `","Depth":3}]}`, nil, 400, "0x80048d19", "Depth"},
		{"no privilege", "", action, `{"Privileges":[{"PrivilegeId":"` + emulator.AnaID + `","Depth":"3"}]}`, nil, 404, "0x80040217", "privilege With Id"},
		{"unknown member", "", action, `{"Privileges":[{"Id":"x"}]}`, nil, 400, "0x80048d19", "'Id'"},
	})
}
