package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

const crm = "Microsoft.Dynamics.CRM."

func TestCustomActions(t *testing.T) {
	c := start(t, emulator.Options{})
	r := c.must(200, "POST", "contacts("+emulator.ContactID+")/"+crm+"new_AddNoteToContact", `{"NoteTitle":"T","NoteText":"{target}"}`, "MSCRMCallerID", emulator.AnaID).json(t)
	note := c.must(200, "GET", "annotations("+r["annotationid"].(string)+")", "").json(t)
	if note["subject"] != "T" || note["notetext"] != "{target}" || note["_objectid_value"] != emulator.ContactID || note["_createdby_value"] != emulator.AnaID {
		t.Errorf("note %v", note)
	}

	r = c.must(200, "POST", "leads/"+crm+"new_AssignTerritory", `{"TerritoryName":"West"}`).json(t)
	if r["@odata.context"] != c.conn.ServiceRootURL+"$metadata#"+crm+"new_AssignTerritoryResponse" || r["TerritoryName"] != "West" {
		t.Errorf("response %v", r)
	}
	task := c.must(200, "GET", "tasks("+r["TaskId"].(string)+")", "").json(t)
	if task["subject"] != "Assign leads to territory West" || task["scheduledend"] != nil {
		t.Errorf("task %v", task)
	}
	c.must(204, "POST", "new_RecordSyncRun", `{"Source":"SNS","RowCount":3}`)
}

func TestOperationRefusals(t *testing.T) {
	c := start(t, emulator.Options{})
	contact := "contacts(" + emulator.ContactID + ")/"
	const note = `{"NoteTitle":"T","NoteText":"x"}`
	c.refuses([]refused{
		{"no namespace", "", contact + "new_AddNoteToContact", note, nil, 400, "0x80060888", "Request message has unresolved parameters"},
		{"no namespace on a set", "", "leads/new_AssignTerritory", "{}", nil, 400, "0x80060888", "unresolved parameters"},
		{"not bound at all", "", "new_AddNoteToContact", note, nil, 400, "0x80060888", "unresolved parameters"},
		{"GET of an action", "GET", contact + crm + "new_AddNoteToContact", "", nil, 404, "", "No HTTP resource was found that matches the request URI '" + c.conn.ServiceRootURL + contact + crm + "new_AddNoteToContact'."},
		{"POST of a function", "POST", "WhoAmI", "", nil, 404, "", "No HTTP resource was found"},
		{"bound to another table", "", "accounts(" + emulator.AccountID + ")/" + crm + "new_AddNoteToContact", note, nil, 404, "0x8006088a", crm + "new_AddNoteToContact"},
		{"bound to a row, not a set", "", "contacts/" + crm + "new_AddNoteToContact", note, nil, 404, "0x8006088a", crm + "new_AddNoteToContact"},
		{"unknown", "", contact + crm + "new_Nothing", "{}", nil, 404, "0x8006088a", crm + "new_Nothing"},
		{"unknown and unbound", "", "new_Nothing", "{}", nil, 404, "0x8006088a", "new_Nothing"},
		{"known to Dataverse", "", "accounts/" + crm + "InitializeFrom", "{}", nil, 501, "NotCovered", "InitializeFrom"},
		{"known to Dataverse, unbound", "", "GrantAccess", "{}", nil, 501, "NotCovered", "GrantAccess"},
		{"unknown parameter", "", contact + crm + "new_AddNoteToContact", `{"NoteTitle":"T","NoteText":"x","Other":1}`, nil, 400, "0x80048d19", "The parameter 'Other'"},
		{"missing parameter", "", contact + crm + "new_AddNoteToContact", `{"NoteTitle":"T"}`, nil, 400, "0x80048d19", "The missing parameters are: NoteText."},
		{"mistyped parameter", "", contact + crm + "new_AddNoteToContact", `{"NoteTitle":1,"NoteText":"x"}`, nil, 400, "0x80048d19", "Edm.String"},
		{"row", "", "contacts(00000000-0000-0000-0000-000000000001)/" + crm + "new_AddNoteToContact", note, nil, 404, "0x80040217", "contact With Id"},
		{"effect", "", contact + crm + "new_AddNoteToContact", `{"NoteTitle":"` + strings.Repeat("x", 501) + `","NoteText":"x"}`, nil, 400, "0x80044331", "'subject'"},
		{"function parameters", "GET", "WhoAmI(x=1)", "", nil, 501, "NotCovered", "parameters"},
	})
}

func TestWinOpportunity(t *testing.T) {
	c := start(t, emulator.Options{})
	body := `{"Status":3,"OpportunityClose":{"@odata.type":"` + crm + `opportunityclose","subject":"Won","opportunityid@odata.bind":"/opportunities(` + emulator.OpportunityID + `)"}}`
	c.refuses([]refused{
		{"status", "", "WinOpportunity", strings.Replace(body, "3", "4", 1), nil, 400, "0x80048408", "4 is not a valid status code"},
		{"no opportunity", "", "WinOpportunity", `{"Status":3,"OpportunityClose":{"subject":"x"}}`, nil, 400, "0x80040200", "opportunityid"},
		{"no activity", "", "WinOpportunity", `{"Status":3}`, nil, 400, "0x80048d19", "OpportunityClose"},
		{"no status", "", "WinOpportunity", `{"OpportunityClose":{}}`, nil, 400, "0x80048d19", "Status"},
	})
	if rows, _ := c.Rows("opportunitycloses"); len(rows) != 0 {
		t.Errorf("%d activities after refusals", len(rows))
	}
	c.must(204, "POST", "WinOpportunity", body)
	row := c.must(200, "GET", "opportunities("+emulator.OpportunityID+")?$expand=Opportunity_OpportunityClose($select=subject)", "").json(t)
	if row["statecode"] != json.Number("1") || row["statuscode"] != json.Number("3") || len(row["Opportunity_OpportunityClose"].([]any)) != 1 {
		t.Errorf("opportunity %v", row)
	}
	c.refuses([]refused{{"again", "", "WinOpportunity", body, nil, 400, "0x80040515", "already closed"}})
}
