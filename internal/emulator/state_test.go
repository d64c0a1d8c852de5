package emulator_test

import (
	"encoding/json"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestStateOfANewRow: a row begins in its first state whatever the body says, and a
// status of another state is refused.
func TestStateOfANewRow(t *testing.T) {
	c := start(t, emulator.Options{})
	c.refuses([]refused{
		{"account", "POST", "accounts", `{"name":"x","statecode":1,"statuscode":2}`, nil, 400, "0x80048408", ""},
		{"status alone", "POST", "new_orders", `{"new_name":"x","statuscode":2}`, nil, 400, "0x80048408", ""},
	})
	row := c.must(201, "POST", "leads", `{"lastname":"Sedge","statecode":1}`, "Prefer", "return=representation").json(t)
	if row["statecode"] != json.Number("0") || row["statuscode"] != json.Number("1") {
		t.Errorf("state %v, status %v, want the state and status of a new row", row["statecode"], row["statuscode"])
	}
}

// TestWritesHaveTheHeaders: every success of a write has OData-Version, also in a $batch.
// Clients distinguish it by this header from a success of something in front of Dataverse.
func TestWritesHaveTheHeaders(t *testing.T) {
	c := start(t, emulator.Options{})
	account, lead := onAccount(), "leads("+emulator.LeadID+")"
	at := c.conn.ServiceRootURL
	writes := []struct{ method, path, body string }{
		{"POST", "accounts", `{"name":"x"}`},
		{"PATCH", account, `{"name":"y"}`},
		{"PUT", account + "/name", `{"value":"z"}`},
		{"POST", "accounts/Microsoft.Dynamics.CRM.CreateMultiple", `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.account","name":"x"}]}`},
		{"POST", account + "/accountleads_association/$ref", `{"@odata.id":"` + at + lead + `"}`},
		{"DELETE", account + "/accountleads_association(" + emulator.LeadID + ")/$ref", ""},
		{"POST", "new_RecordSyncRun", `{"Source":"x"}`},
		{"DELETE", account + "/telephone1", ""},
		{"DELETE", lead, ""},
	}
	for _, w := range writes {
		r := c.send(w.method, w.path, w.body)
		if r.status >= 300 || r.header.Get("OData-Version") != "4.0" || r.header.Get("REQ_ID") == "" {
			t.Errorf("%s %s: %d with %v: %s", w.method, w.path, r.status, r.header, r.body)
		}
	}
	for _, part := range c.batch([]string{operation("PATCH", account, `{"name":"x"}`), operation("DELETE", account, "")}).mustParts(c, 2) {
		if part.response.status >= 300 || part.response.header.Get("OData-Version") != "4.0" {
			t.Errorf("a part: %d with %v", part.response.status, part.response.header)
		}
	}
	// IIS refuses such a path before the Web API.
	if r := c.send("GET", "accounts(accountnumber='a%2Bb')", ""); r.status != 404 || r.header.Get("OData-Version")+r.header.Get("REQ_ID") != "" {
		t.Errorf("%d with %v, want 404 without the headers of Dataverse", r.status, r.header)
	}
}
