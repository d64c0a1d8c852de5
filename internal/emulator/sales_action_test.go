package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestQualifyLead(t *testing.T) {
	c := start(t, emulator.Options{})
	lead := "leads(" + emulator.LeadID + ")"
	action := lead + "/" + crm + "QualifyLead"
	const all = `{"CreateAccount":true,"CreateContact":true,"CreateOpportunity":true,"Status":3}`
	c.refuses([]refused{
		{"no namespace", "", lead + "/QualifyLead", all, nil, 400, "0x80060888", "unresolved parameters"},
		{"status", "", action, strings.Replace(all, "3", "5", 1), nil, 400, "0x80048408", "LeadState.Qualified"},
		{"flag missing", "", action, `{"Status":3}`, nil, 400, "0x80048d19", "CreateAccount"},
		{"campaign", "", action, `{"Status":3,"SourceCampaignId":{"campaignid":"x"}}`, nil, 501, "NotCovered", "SourceCampaignId"},
		{"customer", "", action, strings.Replace(all, `"Status"`, `"OpportunityCustomerId":{"accountid":"x"},"Status"`, 1), nil, 400, "0x80048d19", "@odata.type"},
	})
	made := c.must(200, "POST", action, all).json(t)["value"].([]any)
	ids := map[string]string{}
	for _, item := range made {
		row := item.(map[string]any)
		name := strings.TrimPrefix(row["@odata.type"].(string), "#"+crm)
		ids[name] = row[name+"id"].(string)
	}
	if len(ids) != 3 {
		t.Fatalf("made %v", made)
	}
	c.wantState(t, lead, "1", "3")
	account := c.must(200, "GET", "accounts("+ids["account"]+")", "").json(t)
	if account["name"] != "Adventure Works" || account["_primarycontactid_value"] != ids["contact"] || account["_originatingleadid_value"] != emulator.LeadID {
		t.Errorf("account %v", account)
	}
	contact := c.must(200, "GET", "contacts("+ids["contact"]+")", "").json(t)
	if contact["fullname"] != "Monte Orton" || contact["_parentcustomerid_value"] != ids["account"] {
		t.Errorf("contact %v", contact)
	}
	opportunity := c.must(200, "GET", "opportunities("+ids["opportunity"]+")", "").json(t)
	if opportunity["name"] != "Interested in bicycles" || opportunity["_customerid_value"] != ids["account"] || opportunity["_parentcontactid_value"] != ids["contact"] {
		t.Errorf("opportunity %v", opportunity)
	}
	if row := c.must(200, "GET", lead, "").json(t); row["_qualifyingopportunityid_value"] != ids["opportunity"] {
		t.Errorf("lead %v", row)
	}
	c.refuses([]refused{{"again", "", action, all, nil, 400, "0x80040519", "already closed"}})
}

func TestQualifyLeadForACustomer(t *testing.T) {
	c := start(t, emulator.Options{})
	body := `{"CreateAccount":false,"CreateContact":false,"CreateOpportunity":true,"Status":-1,"OpportunityCustomerId":{"@odata.type":"` + crm + `account","accountid":"` + emulator.AccountID + `"}}`
	made := c.must(200, "POST", "leads("+emulator.LeadID+")/"+crm+"QualifyLead", body).json(t)["value"].([]any)
	id := made[0].(map[string]any)["opportunityid"].(string)
	if row := c.must(200, "GET", "opportunities("+id+")", "").json(t); len(made) != 1 || row["_customerid_value"] != emulator.AccountID {
		t.Errorf("opportunity %v of %v", row, made)
	}
}

func TestMerge(t *testing.T) {
	c := start(t, emulator.Options{})
	other := c.create(t, "accounts", "accountid", `{"name":"Contoso (old)"}`)
	id := strings.TrimSuffix(strings.TrimPrefix(other, "accounts("), ")")
	contact := c.create(t, "contacts", "contactid", `{"lastname":"Reed","parentcustomerid_account@odata.bind":"/`+other+`"}`)
	body := `{"Target":{"accountid":"` + emulator.AccountID + `","@odata.type":"` + crm + `account"},"Subordinate":{"name":"x","accountid":"` + id + `","@odata.type":"` + crm + `account"},` +
		`"UpdateContent":{"accountnumber":"1234","@odata.type":"` + crm + `account"},"PerformParentingChecks":false}`
	c.refuses([]refused{
		{"identical", "", "Merge", strings.Replace(body, id, emulator.AccountID, 1), nil, 400, "0x80045305", "identical"},
		{"two tables", "", "Merge", strings.Replace(body, `"accountid":"`+id+`","@odata.type":"`+crm+"account", `"contactid":"`+emulator.ContactID+`","@odata.type":"`+crm+"contact", 1), nil, 501, "NotCovered", "account and contact"},
		{"no type", "", "Merge", strings.Replace(body, `,"@odata.type":"`+crm+`account"}`, "}", 1), nil, 400, "0x80048d19", "'Target'"},
	})
	c.must(204, "POST", "Merge", body)
	c.wantState(t, other, "1", "2")
	row := c.must(200, "GET", other, "").json(t)
	if row["merged"] != true || row["_masterid_value"] != emulator.AccountID {
		t.Errorf("subordinate %v", row)
	}
	if row := c.must(200, "GET", onAccount(), "").json(t); row["accountnumber"] != "1234" || row["merged"] != false {
		t.Errorf("target %v", row)
	}
	if row := c.must(200, "GET", contact, "").json(t); row["_parentcustomerid_value"] != emulator.AccountID {
		t.Errorf("contact %v", row)
	}
	c.refuses([]refused{{"again", "", "Merge", body, nil, 400, "0x80045304", "inactive"}})
}

func TestSendEmail(t *testing.T) {
	c := start(t, emulator.Options{})
	const parties = `"email_activity_parties":[{"partyid_systemuser@odata.bind":"/systemusers(` + emulator.AnaID + `)","participationtypemask":1},{"partyid_contact@odata.bind":"/contacts(` + emulator.ContactID + `)","participationtypemask":2}]`
	send := func(path, body string) map[string]any {
		return c.must(200, "POST", path+"/"+crm+"SendEmail", body).json(t)
	}
	marked := c.create(t, "emails", "activityid", `{"subject":"Hello",`+parties+`}`)
	if got := send(marked, `{"IssueSend":false}`); got["Subject"] != "Hello" {
		t.Errorf("response %v", got)
	}
	c.wantState(t, marked, "1", "3")
	pending := c.create(t, "emails", "activityid", `{"subject":"Hello",`+parties+`}`)
	send(pending, `{"IssueSend":true,"TrackingToken":""}`)
	c.wantState(t, pending, "1", "6")
	alone := c.create(t, "emails", "activityid", `{"subject":"Hello"}`)
	c.refuses([]refused{
		{"no recipient", "", alone + "/" + crm + "SendEmail", `{"IssueSend":true}`, nil, 400, "0x80040b04", "at least one recipient"},
		{"no flag", "", alone + "/" + crm + "SendEmail", `{}`, nil, 400, "0x80048d19", "IssueSend"},
		{"sent", "", marked + "/" + crm + "SendEmail", `{"IssueSend":true}`, nil, 501, "NotCovered", "not open"},
	})
}

func TestAddToQueue(t *testing.T) {
	c := start(t, emulator.Options{})
	first := c.create(t, "queues", "queueid", `{"name":"First"}`)
	second := c.create(t, "queues", "queueid", `{"name":"Second"}`)
	task := c.create(t, "tasks", "activityid", `{"subject":"Ask"}`)
	id := strings.TrimSuffix(strings.TrimPrefix(task, "tasks("), ")")
	target := `"Target":{"activityid":"` + id + `","@odata.type":"` + crm + `task"}`
	source := func(queue string) string {
		return `,"SourceQueue":{"queueid":"` + strings.TrimSuffix(strings.TrimPrefix(queue, "queues("), ")") + `"}`
	}
	in := "/" + crm + "AddToQueue"
	item := c.must(200, "POST", first+in, `{`+target+`,"QueueItemProperties":{"priority":1}}`).json(t)["QueueItemId"].(string)
	c.refuses([]refused{
		{"in it already", "", first + in, `{` + target + `}`, nil, 501, "NotCovered", "in the queue already"},
		{"source", "", first + in, `{` + target + source(second) + `}`, nil, 400, "0x80040524", "SourceQueueId"},
		{"account", "", first + in, `{"Target":{"accountid":"` + emulator.AccountID + `","@odata.type":"` + crm + `account"}}`, nil, 501, "NotCovered", "rows of account in a queue"},
	})
	if moved := c.must(200, "POST", second+in, `{`+target+source(first)+`}`).json(t)["QueueItemId"]; moved != item {
		t.Errorf("item %v, want %s", moved, item)
	}
	row := c.must(200, "GET", "queueitems("+item+")", "").json(t)
	if row["_queueid_value"] != strings.TrimSuffix(strings.TrimPrefix(second, "queues("), ")") || row["_objectid_value"] != id || row["title"] != "Ask" || row["priority"] != json.Number("1") {
		t.Errorf("item %v", row)
	}
	c.must(204, "PATCH", second, `{"statecode":1,"statuscode":2}`)
	done := c.create(t, "tasks", "activityid", `{"subject":"Done"}`)
	c.must(204, "PATCH", done, `{"statecode":1,"statuscode":5}`)
	c.refuses([]refused{
		{"inactive queue", "", second + in, `{` + target + `}`, nil, 400, "0x80040522", "inactive queue"},
		{"completed task", "", first + in, strings.Replace(`{`+target+`}`, id, strings.TrimSuffix(strings.TrimPrefix(done, "tasks("), ")"), 1), nil, 400, "0x8004051e", "Deactivated"},
	})
}

func TestMembersOfATeam(t *testing.T) {
	c := start(t, emulator.Options{})
	c.conn.ClientID, c.conn.ClientSecret = emulator.AdminClientID, emulator.AdminClientSecret
	c.login()
	team := c.create(t, "teams", "teamid", `{"name":"Sales"}`)
	members := `{"Members":[{"systemuserid":"` + emulator.AnaID + `","@odata.type":"` + crm + `systemuser"}]}`
	c.must(204, "POST", team+"/"+crm+"AddMembersTeam", members)
	count := func() int {
		return len(c.must(200, "GET", team+"?$expand=teammembership_association($select=systemuserid)", "").json(t)["teammembership_association"].([]any))
	}
	if n := count(); n != 1 {
		t.Errorf("%d members, want 1", n)
	}
	c.refuses([]refused{
		{"no members", "", team + "/" + crm + "AddMembersTeam", `{}`, nil, 400, "0x80048d19", "Members"},
		{"no user", "", team + "/" + crm + "AddMembersTeam", `{"Members":[{"teamid":"x"}]}`, nil, 400, "0x80048d19", "systemuserid"},
	})
	c.must(204, "POST", team+"/"+crm+"RemoveMembersTeam", members)
	if n := count(); n != 0 {
		t.Errorf("%d members, want none", n)
	}
}
