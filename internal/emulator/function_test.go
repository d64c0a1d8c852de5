package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// A schema may have no states of opportunities, like the schema of an organization.
func TestWinWithoutStates(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, func(m map[string]any) {
		for _, table := range m["tables"].([]any) {
			if table := table.(map[string]any); table["name"] == "opportunity" {
				delete(table, "states")
			}
		}
	})})
	body := `{"Status":3,"OpportunityClose":{"opportunityid@odata.bind":"/opportunities(` + emulator.OpportunityID + `)"}}`
	c.refuses([]refused{{"won", "", "WinOpportunity", body, nil, 501, "NotCovered", "the status codes of state 1 of opportunity"}})
}

func TestFunctionParameters(t *testing.T) {
	c := start(t, emulator.Options{})
	const zone = "GetTimeZoneCodeByLocalizedName"
	for _, args := range []string{
		"(LocalizedStandardName='Pacific%20Standard%20Time',LocaleId=1033)",
		"(LocaleId=@b,LocalizedStandardName=@a)?@a='Pacific%20Standard%20Time'&@b=1033",
	} {
		if r := c.must(200, "GET", zone+args, ""); fmt.Sprint(r.json(t)["TimeZoneCode"]) != "4" {
			t.Errorf("%s: %s", args, r.body)
		}
	}
	from := "InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p2='account'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'&@p1="
	r := c.must(200, "GET", from+"{'@odata.id':'accounts("+emulator.AccountID+")'}", "").json(t)
	if r["parentaccountid@odata.bind"] != "accounts("+emulator.AccountID+")" || r["address1_city"] != "Seattle" || r["name"] != nil {
		t.Errorf("InitializeFrom: %v", r)
	}
	c.must(204, "POST", "accounts", `{"name":"child","parentaccountid@odata.bind":"`+r["parentaccountid@odata.bind"].(string)+`"}`)
	c.refuses([]refused{
		{"a parameter too few", "GET", zone + "(LocaleId=1033)", "", nil, 404, "0x8006088a", zone},
		{"none", "GET", zone + "()", "", nil, 404, "0x8006088a", zone},
		{"one of another name", "GET", zone + "(LocaleId=1033,Name='x')", "", nil, 404, "0x8006088a", zone},
		{"one twice", "GET", zone + "(LocaleId=1033,LocaleId=1033)", "", nil, 404, "0x8006088a", zone},
		{"an alias without a value", "GET", zone + "(LocaleId=@a,LocalizedStandardName=@b)?@a=1", "", nil, 400, "0x80060888", "has no value"},
		{"no text", "GET", zone + "(LocaleId=1033,LocalizedStandardName=1)", "", nil, 400, "0x80060888", "not a text"},
		{"another zone", "GET", zone + "(LocaleId=1033,LocalizedStandardName='UTC')", "", nil, 501, "NotCovered", "the time zone"},
		{"post", "POST", zone + "(LocaleId=1033,LocalizedStandardName='UTC')", "", nil, 404, "", "No HTTP resource"},
		{"no row", "GET", from + "{'@odata.id':'accounts(11111111-2222-4333-8444-555555555555)'}", "", nil, 404, "0x80040217", "account"},
		{"no moniker", "GET", from + "{}", "", nil, 400, "0x80060888", "@odata.id"},
		{"no object", "GET", from + "{", "", nil, 400, "0x80060888", "no object"},
		{"another table", "GET", from + "{'@odata.id':'leads(" + emulator.LeadID + ")'}", "", nil, 501, "NotCovered", "what a row of account"},
		{"other columns", "GET", strings.Replace(from, "ValidForCreate", "All", 1) + "{}", "", nil, 501, "NotCovered", "TargetFieldType"},
		{"as a user without the privilege", "GET", from + "{'@odata.id':'accounts(" + emulator.AccountID + ")'}", "", []string{"MSCRMCallerID", emulator.EveID}, 403, "0x80042f09", "role"},
	})
}
