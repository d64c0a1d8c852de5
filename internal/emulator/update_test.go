package emulator_test

import (
	"encoding/json"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// TestConditions is the documented table of upserts: the conditional headers decide between
// create and update.
func TestConditions(t *testing.T) {
	const absent = "11111111-2222-4333-8444-555555555555"
	for _, tt := range []struct {
		name, id, header, value string
		status                  int
		code                    string
	}{
		{"create", absent, "If-None-Match", "null", 201, ""},
		{"update", emulator.AccountID, "If-None-Match", "null", 200, ""},
		{"create only", absent, "If-None-Match", "*", 201, ""},
		{"create only, there", emulator.AccountID, "If-None-Match", "*", 412, "0x80040237"},
		{"update only", emulator.AccountID, "If-Match", "*", 200, ""},
		{"update only, absent", absent, "If-Match", "*", 404, "0x80040217"},
		{"another version", emulator.AccountID, "If-Match", `W/"1"`, 412, "0x80060882"},
		{"a version, absent", absent, "If-Match", `W/"1"`, 404, "0x80040217"},
		{"not this version", emulator.AccountID, "If-None-Match", `W/"1"`, 501, "NotCovered"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := start(t, emulator.Options{})
			r := c.must(tt.status, "PATCH", "accounts("+tt.id+")", `{"name":"A"}`, tt.header, tt.value, "Prefer", "return=representation")
			if code, _ := r.refusal(); code != tt.code {
				t.Errorf("code %s, want %s", code, tt.code)
			}
		})
	}
}

func TestVersions(t *testing.T) {
	c := start(t, emulator.Options{})
	path := "accounts(" + emulator.AccountID + ")"
	before := c.must(200, "GET", path, "").header.Get("ETag")
	c.must(204, "PATCH", path, `{"name":"A"}`, "If-Match", before)
	c.must(412, "PATCH", path, `{"name":"B"}`, "If-Match", before)
	c.must(412, "PUT", path+"/name", `{"value":"B"}`, "If-Match", before)
	c.must(412, "DELETE", path, "", "If-Match", before)
	c.must(204, "DELETE", path, "", "If-Match", c.must(200, "GET", path, "").header.Get("ETag"))
	c.must(404, "DELETE", path, "")
}

func TestUpdateKeepsWhatTheBodyLeavesOut(t *testing.T) {
	now := fixedClock()
	c := start(t, emulator.Options{Now: func() time.Time { return now }})
	now = now.Add(time.Minute)
	path := "contacts(" + emulator.ContactID + ")"
	c.must(204, "PATCH", path, `{"lastname":"Adams","emailaddress1":null,"statecode":1,"contactid":"`+emulator.ContactID+`"}`)
	row := c.must(200, "GET", path, "").json(t)
	for name, want := range map[string]any{
		"firstname": "Yvonne", "fullname": "Yvonne Adams", "emailaddress1": nil, "_parentcustomerid_value": emulator.AccountID,
		"createdon": "2026-11-20T07:00:00Z", "modifiedon": "2026-11-21T07:01:00Z", "statecode": json.Number("1"), "statuscode": json.Number("2"),
	} {
		if row[name] != want {
			t.Errorf("%s is %v, want %v", name, row[name], want)
		}
	}
	c.must(501, "PATCH", path, `{"contactid":"11111111-2222-4333-8444-555555555555"}`)
}

func TestDeleteClearsLookups(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "POST", "accounts("+emulator.AccountID+")/accountleads_association/$ref", `{"@odata.id":"`+c.conn.ServiceRootURL+`leads(`+emulator.LeadID+`)"}`)
	c.must(204, "PATCH", "leads("+emulator.LeadID+")", `{"parentaccountid@odata.bind":"/accounts(`+emulator.AccountID+`)"}`)
	c.must(204, "DELETE", "accounts("+emulator.AccountID+")", "")
	if got := c.must(200, "GET", "leads("+emulator.LeadID+")", "").json(t); got["_parentaccountid_value"] != nil {
		t.Errorf("the lead still points to the account: %v", got)
	}
	if list := c.must(200, "GET", "leads("+emulator.LeadID+")/accountleads_association", "").values(t); len(list) != 0 {
		t.Errorf("the lead is still linked: %v", list)
	}
}
