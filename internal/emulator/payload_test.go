package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestPayloadRefusals(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, tt := range []struct{ name, set, body, code, message string }{
		{"no JSON", "accounts", `{`, "0x80048d19", "not valid JSON"},
		{"a list", "accounts", `[]`, "0x80048d19", "not a JSON object"},
		{"nothing", "accounts", ``, "0x80048d19", "not valid JSON"},
		{"a name twice", "accounts", `{"name":"a","name":"b"}`, "0x80048d19", "'name'"},
		{"wrong case", "accounts", `{"Name":"a"}`, "0x80048d19", "Invalid property 'Name' was found in entity 'Microsoft.Dynamics.CRM.account'."},
		{"unknown", "accounts", `{"nothing":null}`, "0x80048d19", "'nothing'"},
		{"number for text", "accounts", `{"name":5}`, "0x80048d19", "literal '5' to the expected type 'Edm.String'"},
		{"text for boolean", "accounts", `{"creditonhold":"true"}`, "0x80048d19", "Edm.Boolean"},
		{"number for boolean", "accounts", `{"creditonhold":1}`, "0x80048d19", "Edm.Boolean"},
		{"object for text", "accounts", `{"name":{}}`, "0x80048d19", "Edm.String"},
		{"text for integer", "accounts", `{"numberofemployees":"many"}`, "0x80048d19", "Edm.Int32"},
		{"fraction for integer", "accounts", `{"numberofemployees":1.5}`, "0x80048d19", "Edm.Int32"},
		{"integer too large", "accounts", `{"numberofemployees":2147483648}`, "0x80048d19", "Edm.Int32"},
		{"big integer too large", "new_orders", `{"new_sourceversion":9223372036854775808}`, "0x80048d19", "Edm.Int64"},
		{"text for big integer", "new_orders", `{"new_sourceversion":"1"}`, "0x80048d19", "IEEE754Compatible"},
		{"text for money", "accounts", `{"revenue":"1"}`, "0x80048d19", "IEEE754Compatible"},
		{"money too large", "accounts", `{"revenue":1e15}`, "0x80044330", "'revenue'"},
		{"money beyond floats", "accounts", `{"revenue":1e999}`, "0x80044330", "'revenue'"},
		{"option", "accounts", `{"accountcategorycode":3}`, "0x8004431A", "The value 3 of 'accountcategorycode' on record of type 'account' is outside the valid range. Accepted Values: 1,2"},
		{"length", "tasks", `{"subject":"` + strings.Repeat("x", 201) + `"}`, "0x80044331", "The length of the 'subject' attribute of the 'task' entity exceeded the maximum allowed length of '200'."},
		{"length in UTF-16", "tasks", `{"subject":"` + strings.Repeat("😀", 101) + `"}`, "0x80044331", "'subject'"},
		{"time without zone", "tasks", `{"scheduledend":"2026-01-01T00:00:00"}`, "0x80048d19", "Edm.DateTimeOffset"},
		{"date for time", "tasks", `{"scheduledend":"2026-01-01"}`, "0x80048d19", "Edm.DateTimeOffset"},
		{"too early", "tasks", `{"scheduledend":"1700-01-01T00:00:00Z"}`, "0x80040239", "1753"},
		{"time for date", "contacts", `{"birthdate":"2026-01-01T00:00:00Z"}`, "0x80048d19", "Edm.Date"},
		{"no such day", "contacts", `{"birthdate":"2026-02-30"}`, "0x80048d19", "Edm.Date"},
		{"no GUID", "systemusers", `{"applicationid":"x"}`, "0x80040220", ""},
		{"status of another state", "accounts", `{"statuscode":2}`, "0x80048408", "2 is not a valid status code"},
		{"no state", "accounts", `{"statecode":null}`, "0x80040200", "'statecode'"},
		{"another type", "accounts", `{"@odata.type":"Microsoft.Dynamics.CRM.contact"}`, "0x80048d19", "Microsoft.Dynamics.CRM.contact"},
	} {
		r := c.send("POST", tt.set, tt.body)
		code, message := r.refusal()
		if r.status/100 != 4 || code != tt.code || !strings.Contains(message, tt.message) {
			t.Errorf("%s: POST %s %s: %d %s %q, want %s %q", tt.name, tt.set, tt.body, r.status, code, message, tt.code, tt.message)
		}
	}
	r := c.send("POST", "accounts", `{"@Contoso.note":"x"}`)
	if code, _ := r.refusal(); r.status != 501 || code != "NotCovered" {
		t.Errorf("unknown annotation: %d %s", r.status, r.body)
	}
	if rows, _ := c.Rows("accounts"); len(rows) != 1 {
		t.Errorf("%d accounts after refusals", len(rows))
	}
}

func TestLookupsInAPayload(t *testing.T) {
	c := start(t, emulator.Options{})
	root := c.conn.ServiceRootURL
	for _, uri := range []string{
		"accounts(" + emulator.AccountID + ")", "/accounts(" + emulator.AccountID + ")", root + "accounts(" + emulator.AccountID + ")",
		"/api/data/v9.1/accounts(" + emulator.AccountID + ")", "/accounts(accountnumber='CT-1000')",
	} {
		id := c.must(204, "POST", "contacts", `{"parentcustomerid_account@odata.bind":"`+uri+`"}`).created()
		if got := c.must(200, "GET", "contacts("+id+")", "").json(t)["_parentcustomerid_value"]; got != emulator.AccountID {
			t.Errorf("%s: %v", uri, got)
		}
	}
	bind := func(name, uri string) string { return `{"` + name + `@odata.bind":` + uri + `}` }
	account := `"/accounts(` + emulator.AccountID + `)"`
	c.refuses([]refused{
		{"lookup's name", "", "contacts", bind("parentcustomerid", account), nil, 400, "0x80048d19", "An undeclared property 'parentcustomerid' which only has property annotations"},
		{"case", "", "new_orders", bind("new_accountid", account), nil, 400, "0x80048d19", "'new_accountid'"},
		{"another table", "", "contacts", bind("parentcustomerid_contact", account), nil, 400, "0x80048d19", "does not lead to"},
		{"no row", "", "contacts", bind("parentcustomerid_account", `"/accounts(00000000-0000-0000-0000-000000000001)"`), nil, 404, "0x80040217", "account With Id"},
		{"no key", "", "contacts", bind("parentcustomerid_account", `"/accounts(accountnumber='x')"`), nil, 404, "0x80060891", "account"},
		{"no key given", "", "contacts", bind("parentcustomerid_account", `"/accounts"`), nil, 400, "0x80060888", "does not name a row"},
		{"another host", "", "contacts", bind("parentcustomerid_account", `"http://other/api/data/v9.2/accounts(`+emulator.AccountID+`)"`), nil, 400, "0x80060888", "absolute URI below"},
		{"a number", "", "contacts", bind("parentcustomerid_account", "5"), nil, 400, "0x80048d19", "not a URI"},
		{"plain column", "", "contacts", `{"parentcustomerid":"` + emulator.AccountID + `"}`, nil, 400, "0x80060888", "CRM do not support direct update of Entity Reference properties"},
		{"lookup property", "", "contacts", `{"_parentcustomerid_value":"` + emulator.AccountID + `"}`, nil, 400, "0x80060888", "Navigation properties"},
		{"text for navigation property", "", "accounts", `{"primarycontactid":"` + emulator.ContactID + `"}`, nil, 400, "0x80060888", "Navigation properties"},
		{"no owner", "PATCH", "accounts(" + emulator.AccountID + ")", bind("ownerid", "null"), nil, 400, "0x80040200", "ownerid"},
	})
}
