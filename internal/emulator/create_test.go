package emulator_test

import (
	"encoding/json"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

func TestCreateFillsInTheRest(t *testing.T) {
	c := start(t, emulator.Options{Now: fixedClock})
	id := c.must(204, "POST", "contacts", `{"firstname":"Ada","lastname":"Byron","createdon":"2001-01-01T00:00:00Z"}`).created()
	row := c.must(200, "GET", "contacts("+id+")", "").json(t)
	for name, want := range map[string]any{
		"contactid": id, "fullname": "Ada Byron", "createdon": "2026-11-21T07:00:00Z", "modifiedon": "2026-11-21T07:00:00Z",
		"_createdby_value": emulator.ApplicationUserID, "_modifiedby_value": emulator.ApplicationUserID, "_createdonbehalfby_value": nil,
		"_ownerid_value": emulator.ApplicationUserID, "_owningbusinessunit_value": emulator.BusinessUnitID,
		"_transactioncurrencyid_value": emulator.CurrencyID, "statecode": json.Number("0"), "statuscode": json.Number("1"), "donotemail": false,
	} {
		if row[name] != want {
			t.Errorf("%s is %v, want %v", name, row[name], want)
		}
	}
}

func TestCreateWithClientID(t *testing.T) {
	c := start(t, emulator.Options{})
	const id = "11111111-2222-4333-8444-555555555555"
	c.must(204, "POST", "accounts", `{"accountid":"`+id+`","name":"A"}`)
	c.refuses([]refused{
		{"id again", "POST", "accounts", `{"accountid":"` + id + `"}`, nil, 412, "0x80040237", "A record with matching key values already exists."},
		{"upsert that may only create", "PATCH", "accounts(" + id + ")", `{}`, []string{"If-None-Match", "*"}, 412, "0x80040237", "matching key values"},
		{"alternate key again", "POST", "accounts", `{"accountnumber":"ct-1000"}`, nil, 412, "0x80060892", "Entity Key Account Number violated. A record with the same value for accountnumber already exists."},
		{"update onto a taken key", "PATCH", "accounts(" + id + ")", `{"accountnumber":"CT-1000"}`, nil, 412, "0x80060892", "Account Number"},
		{"malformed id", "POST", "accounts", `{"accountid":"1"}`, nil, 400, "0x80048d19", "Edm.Guid"},
	})
}

func TestCreateAnswers(t *testing.T) {
	c := start(t, emulator.Options{})
	r := c.must(201, "POST", "accounts?$select=name", `{"name":"A","revenue":5000000.10}`, "Prefer", "return=representation")
	if r.header.Get("OData-EntityId") != "" || r.header.Get("Preference-Applied") != "return=representation" {
		t.Errorf("headers %v", r.header)
	}
	if row := r.json(t); len(row) != 4 || row["name"] != "A" || row["@odata.context"] != c.conn.ServiceRootURL+"$metadata#accounts(name)/$entity" {
		t.Errorf("row %v", row)
	}
	if r := c.must(204, "POST", "accounts", `{}`); len(r.body) != 0 {
		t.Errorf("body %s", r.body)
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	c := start(t, emulator.Options{})
	id := c.must(204, "POST", "new_orders", `{"new_total":12345678901234.5600,"new_sourceversion":9223372036854775807,"new_taxrate":0.10}`).created()
	row := c.must(200, "GET", "new_orders("+id+")", "").json(t)
	for name, want := range map[string]json.Number{"new_total": "12345678901234.5600", "new_sourceversion": "9223372036854775807", "new_taxrate": "0.10"} {
		if row[name] != want {
			t.Errorf("%s is %v, want %s", name, row[name], want)
		}
	}
}

func TestTimesAreKeptInUTC(t *testing.T) {
	c := start(t, emulator.Options{})
	at := time.Date(2026, 1, 1, 1, 30, 0, 5, time.FixedZone("", 7200)).Format(time.RFC3339Nano)
	id := c.must(204, "POST", "tasks", `{"scheduledend":"`+at+`"}`).created()
	if got := c.must(200, "GET", "tasks("+id+")", "").json(t)["scheduledend"]; got != "2025-12-31T23:30:00Z" {
		t.Errorf("scheduledend %v", got)
	}
}
