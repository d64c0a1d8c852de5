package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestSchemaMistakes(t *testing.T) {
	list := func(m map[string]any, name string) []any { return m[name].([]any) }
	item := func(m map[string]any, name string) map[string]any { return list(m, name)[0].(map[string]any) }
	for _, tt := range []struct {
		want string
		edit func(map[string]any)
	}{
		{"table account: name, entitySet", func(m map[string]any) { delete(item(m, "tables"), "entitySet") }},
		{`unknown type "Text"`, func(m map[string]any) { item(m, "tables")["columns"].(map[string]any)["name"] = "Text(5)" }},
		{"String needs a length", func(m map[string]any) { item(m, "tables")["columns"].(map[string]any)["name"] = "String" }},
		{"unbalanced", func(m map[string]any) { item(m, "tables")["columns"].(map[string]any)["name"] = "String(5" }},
		{"list of numbers", func(m map[string]any) { item(m, "tables")["columns"].(map[string]any)["name"] = "String(x)" }},
		{"no column nothing", func(m map[string]any) { item(m, "tables")["keys"] = []any{map[string]any{"columns": []any{"nothing"}}} }},
		{"leads nowhere", func(m map[string]any) { item(m, "relationships")["to"] = "nothing" }},
		{"table systemuser is missing", func(m map[string]any) { m["tables"] = list(m, "tables")[:3] }},
		{"action new_AddNoteToContact: bound to no table", func(m map[string]any) { item(m, "actions")["row"] = "nothing" }},
		{"is not created", func(m map[string]any) { item(m, "actions")["returnsRow"] = "nothing" }},
		{"id used twice", func(m map[string]any) { m["rows"] = append(list(m, "rows"), item(m, "rows")) }},
		{"no column nothing", func(m map[string]any) { item(m, "rows")["cells"] = map[string]any{"nothing": 1} }},
		{"Edm.String", func(m map[string]any) { item(m, "rows")["cells"] = map[string]any{"name": 1} }},
		{"no many-to-many relationship x", func(m map[string]any) { addLink(m, "x", "a", "b") }},
		{"no privilege prvX", func(m map[string]any) { item(m, "grants")["privileges"] = []any{"prvX"} }},
		{"no such role", func(m map[string]any) { item(m, "grants")["role"] = "x" }},
	} {
		_, err := emulator.New(emulator.Options{Schema: editedSchema(t, tt.edit)})
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
	if _, err := emulator.New(emulator.Options{Schema: []byte("{")}); err == nil {
		t.Error("a schema that is no JSON")
	}
}

// TestSeededRows compares the constants with schema.json.
func TestSeededRows(t *testing.T) {
	c := start(t, emulator.Options{Schema: administrator(t)})
	for path, want := range map[string]map[string]any{
		"systemusers(" + emulator.ApplicationUserID + ")":                        {"applicationid": emulator.ClientID},
		"systemusers(" + emulator.AdminUserID + ")":                              {"applicationid": emulator.AdminClientID},
		"systemusers(" + emulator.AnaID + ")":                                    {"internalemailaddress": emulator.AnaEmail, "azureactivedirectoryobjectid": emulator.AnaObjectID, "isdisabled": false},
		"systemusers(" + emulator.BenID + ")":                                    {"internalemailaddress": emulator.BenEmail, "azureactivedirectoryobjectid": emulator.BenObjectID, "isdisabled": true},
		"systemusers(" + emulator.CleoID + ")":                                   {"internalemailaddress": emulator.DeskEmail},
		"systemusers(" + emulator.DanID + ")":                                    {"internalemailaddress": emulator.DeskEmail},
		"systemusers(" + emulator.EveID + ")":                                    {"internalemailaddress": emulator.EveEmail},
		"organizations(" + emulator.OrganizationID + ")":                         {},
		"businessunits(" + emulator.BusinessUnitID + ")":                         {"_parentbusinessunitid_value": nil},
		"transactioncurrencies(" + emulator.CurrencyID + ")":                     {"isocurrencycode": "USD"},
		"roles(" + emulator.SyncRoleID + ")":                                     {"name": "SNS Sync"},
		"accounts(" + emulator.AccountID + ")":                                   {"accountnumber": emulator.AccountNumber},
		"contacts(" + emulator.ContactID + ")":                                   {"emailaddress1": emulator.ContactEmail, "_parentcustomerid_value": emulator.AccountID},
		"leads(" + emulator.LeadID + ")":                                         {"statecode": json.Number("0")},
		"opportunities(" + emulator.OpportunityID + ")":                          {"_customerid_value": emulator.AccountID},
		"privileges(0ea552b0-a491-4470-9a1b-82068deccf66)":                       {"name": "prvBypassCustomBusinessLogic"},
		"contacts(emailaddress1='" + emulator.ContactEmail + "')":                {"contactid": emulator.ContactID},
		"systemusers(azureactivedirectoryobjectid=" + emulator.AnaObjectID + ")": {"systemuserid": emulator.AnaID},
	} {
		row := c.must(200, "GET", path, "").json(t)
		for name, v := range want {
			if row[name] != v {
				t.Errorf("%s: %s is %v, want %v", path, name, row[name], v)
			}
		}
	}
}
