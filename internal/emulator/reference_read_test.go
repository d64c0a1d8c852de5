package emulator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

func TestReadReferences(t *testing.T) {
	c := start(t, emulator.Options{})
	root := c.conn.ServiceRootURL
	account, contact := "accounts("+emulator.AccountID+")", "contacts("+emulator.ContactID+")"
	for path, want := range map[string]map[string]any{
		account + "/contact_customer_accounts/$ref": {"@odata.context": root + "$metadata#Collection($ref)", "value": []any{map[string]any{"@odata.id": root + contact}}},
		account + "/accountleads_association/$ref":  {"@odata.context": root + "$metadata#Collection($ref)", "value": []any{}},
		contact + "/parentcustomerid_account/$ref":  {"@odata.context": root + "$metadata#$ref", "@odata.id": root + account},
	} {
		if diff := cmp.Diff(want, c.must(200, "GET", path, "").json(t)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	c.must(204, "GET", account+"/primarycontactid/$ref", "")
	c.refuses([]refused{
		{"no privilege", "GET", "systemusers(" + emulator.AnaID + ")/systemuserroles_association/$ref", "", []string{"MSCRMCallerID", emulator.AnaID}, 403, "0x80040220", "prvReadRole"},
		{"no privilege, single", "GET", "roles(5a1de000-0000-4000-8000-000000000004)/businessunitid/$ref", "", []string{"MSCRMCallerID", emulator.AnaID}, 403, "0x80040220", "prvReadRole"},
		{"options", "GET", account + "/contact_customer_accounts/$ref?$top=1", "", nil, 501, "NotCovered", "$top"},
	})
}

// TestRetrieveMember names a row of a collection by its key.
func TestRetrieveMember(t *testing.T) {
	c := start(t, emulator.Options{})
	among := "accounts(" + emulator.AccountID + ")/contact_customer_accounts"
	other := c.must(204, "POST", "contacts", `{"lastname":"Other"}`).created()
	row := c.must(200, "GET", among+"("+emulator.ContactID+")?$select=lastname", "")
	if got := row.json(t); got["lastname"] != "McKay" || got["@odata.context"] != c.conn.ServiceRootURL+"$metadata#contacts(lastname)/$entity" || row.header.Get("ETag") == "" {
		t.Errorf("%v", got)
	}
	c.refuses([]refused{
		{"another's", "GET", among + "(" + other + ")", "", nil, 404, "0x80040217", other},
		{"no row", "GET", among + "(00000000-0000-0000-0000-000000000001)", "", nil, 404, "0x80040217", "contact With Id"},
		{"no key", "GET", among + "(x)", "", nil, 400, "0x80060888", "GUID"},
		{"write", "PATCH", among + "(" + emulator.ContactID + ")", "{}", nil, 405, "0x80060888", "PATCH"},
		{"of a lookup", "GET", "contacts(" + emulator.ContactID + ")/parentcustomerid_account(" + emulator.AccountID + ")", "", nil, 404, "0x8006088a", "parentcustomerid_account"},
	})
}

func TestRawValues(t *testing.T) {
	c := start(t, emulator.Options{})
	account := "accounts(" + emulator.AccountID + ")"
	c.must(204, "PATCH", account, `{"name":"Žofie & <co>","revenue":12.50}`)
	for column, want := range map[string]string{"name": "Žofie & <co>", "revenue": "12.50", "creditonhold": "false", "_ownerid_value": emulator.ApplicationUserID, "accountid": emulator.AccountID} {
		r := c.must(200, "GET", account+"/"+column+"/$value", "")
		if string(r.body) != want || r.header.Get("Content-Type") != "text/plain" {
			t.Errorf("%s: %v %s, want %s", column, r.header, r.body, want)
		}
	}
	c.must(204, "GET", account+"/fax/$value", "")
	c.refuses([]refused{
		{"write", "PUT", account + "/name/$value", `{}`, nil, 405, "0x80060888", "PUT"},
		{"no column", "GET", account + "/nothing/$value", "", nil, 501, "NotCovered", "path"},
	})
}
