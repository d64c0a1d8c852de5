package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestRetrieve(t *testing.T) {
	c := start(t, emulator.Options{})
	path := "contacts(" + emulator.ContactID + ")"
	r := c.must(200, "GET", path+"?$select=fullname,_parentcustomerid_value&$expand=parentcustomerid_account($select=name),Contact_Tasks($select=subject)", "")
	row := r.json(t)
	if row["@odata.etag"] != r.header.Get("ETag") || !strings.HasPrefix(r.header.Get("ETag"), `W/"`) {
		t.Errorf("ETag %q, %v", r.header.Get("ETag"), row["@odata.etag"])
	}
	account, _ := row["parentcustomerid_account"].(map[string]any)
	if account["name"] != "Contoso Ltd" || account["accountid"] != emulator.AccountID || row["_parentcustomerid_value"] != emulator.AccountID {
		t.Errorf("row %v", row)
	}
	if tasks, ok := row["Contact_Tasks"].([]any); !ok || len(tasks) != 0 {
		t.Errorf("tasks %v", row["Contact_Tasks"])
	}
	if want := "$metadata#contacts(fullname,_parentcustomerid_value,parentcustomerid_account(name),Contact_Tasks(subject))/$entity"; !strings.HasSuffix(row["@odata.context"].(string), want) {
		t.Errorf("context %v", row["@odata.context"])
	}
	if r := c.must(304, "GET", path, "", "If-None-Match", r.header.Get("ETag")); len(r.body) != 0 {
		t.Errorf("304 with %s", r.body)
	}
	c.must(200, "GET", path, "", "If-None-Match", `W/"1"`)
	c.refuses([]refused{
		{"expand", "GET", path + "?$expand=nothing", "", nil, 400, "0x0", "'nothing'"},
		{"expand select", "GET", path + "?$expand=parentcustomerid_account($select=Name)", "", nil, 400, "0x0", "'Name' on type 'Microsoft.Dynamics.CRM.account'"},
		{"expand owner", "GET", path + "?$expand=ownerid", "", nil, 501, "NotCovered", "ownerid"},
	})
}

func TestNavigate(t *testing.T) {
	c := start(t, emulator.Options{})
	account := c.must(200, "GET", "contacts("+emulator.ContactID+")/parentcustomerid_account?$select=name", "").json(t)
	if account["accountid"] != emulator.AccountID {
		t.Errorf("account %v", account)
	}
	c.must(204, "GET", "contacts("+emulator.ContactID+")/parentcustomerid_contact", "")
	list := c.must(200, "GET", "accounts("+emulator.AccountID+")/contact_customer_accounts?$select=fullname&$filter=lastname%20eq%20'mckay'", "").values(t)
	if len(list) != 1 || list[0]["contactid"] != emulator.ContactID {
		t.Errorf("contacts %v", list)
	}
	c.must(501, "POST", "accounts("+emulator.AccountID+")/contact_customer_accounts", "{}")
}

func TestProperty(t *testing.T) {
	c := start(t, emulator.Options{})
	path := "accounts(" + emulator.AccountID + ")/"
	if got := c.must(200, "GET", path+"name", "").json(t); got["value"] != "Contoso Ltd" || got["@odata.context"] != c.conn.ServiceRootURL+"$metadata#accounts("+emulator.AccountID+")/name" {
		t.Errorf("name %v", got)
	}
	c.must(204, "PUT", path+"name", `{"value":"Contoso"}`)
	c.must(204, "DELETE", path+"telephone1", "")
	c.must(204, "GET", path+"telephone1", "")
	if got := c.must(200, "GET", path+"name", "").json(t)["value"]; got != "Contoso" {
		t.Errorf("name %v", got)
	}
	c.refuses([]refused{
		{"no value", "PUT", path + "name", `{"name":"x"}`, nil, 400, "0x80048d19", "'value'"},
		{"wrong type", "PUT", path + "name", `{"value":1}`, nil, 400, "0x80048d19", "Edm.String"},
		{"lookup", "PUT", path + "_primarycontactid_value", `{"value":"` + emulator.ContactID + `"}`, nil, 400, "0x80060888", "Navigation properties"},
		{"method", "POST", path + "name", `{"value":"x"}`, nil, 405, "0x80060888", "POST"},
	})
}
