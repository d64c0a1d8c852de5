package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestManyToMany(t *testing.T) {
	c := start(t, emulator.Options{})
	account, lead := "accounts("+emulator.AccountID+")", "leads("+emulator.LeadID+")"
	reference := func(path string) string { return `{"@odata.id":"` + c.conn.ServiceRootURL + path + `"}` }
	nav := account + "/accountleads_association"

	c.must(204, "POST", nav+"/$ref", reference(lead))
	c.refuses([]refused{
		{"again", "POST", nav + "/$ref", reference(lead), nil, 412, "0x80040237", "Cannot insert duplicate key."},
		{"again, from the other end", "POST", lead + "/accountleads_association/$ref", reference(account), nil, 412, "0x80040237", "Cannot insert duplicate key."},
	})
	if list := c.must(200, "GET", nav+"?$select=subject", "").values(t); len(list) != 1 || list[0]["leadid"] != emulator.LeadID {
		t.Errorf("leads of the account: %v", list)
	}
	c.must(204, "DELETE", nav+"/$ref?$id="+c.conn.ServiceRootURL+lead, "")
	c.must(404, "DELETE", nav+"/$ref?$id="+c.conn.ServiceRootURL+lead, "")
	c.must(204, "POST", lead+"/accountleads_association/$ref", reference("accounts(accountnumber='CT-1000')"))
	c.must(204, "DELETE", nav+"("+emulator.LeadID+")/$ref", "")
	c.must(404, "DELETE", nav+"("+emulator.LeadID+")/$ref", "")
}

func TestOneToMany(t *testing.T) {
	c := start(t, emulator.Options{})
	contact := c.must(204, "POST", "contacts", `{"lastname":"B"}`).created()
	nav := "accounts(" + emulator.AccountID + ")/contact_customer_accounts/$ref"
	body := `{"@odata.id":"` + c.conn.ServiceRootURL + "contacts(" + contact + `)"}`
	c.must(204, "POST", nav, body)
	c.must(204, "POST", nav, body)
	if got := c.must(200, "GET", "contacts("+contact+")", "").json(t)["_parentcustomerid_value"]; got != emulator.AccountID {
		t.Errorf("parent %v", got)
	}
	c.must(204, "DELETE", nav+"?$id="+c.conn.ServiceRootURL+"contacts("+contact+")", "")
	c.must(404, "DELETE", nav+"?$id="+c.conn.ServiceRootURL+"contacts("+contact+")", "")
}

func TestSingleReference(t *testing.T) {
	c := start(t, emulator.Options{})
	nav := "accounts(" + emulator.AccountID + ")/primarycontactid"
	c.must(204, "PUT", nav+"/$ref", `{"@odata.id":"`+c.conn.ServiceRootURL+"contacts("+emulator.ContactID+`)"}`)
	c.must(200, "GET", nav, "")
	c.must(204, "DELETE", nav+"/$ref", "")
	c.must(204, "GET", nav, "")
	c.must(204, "DELETE", nav+"/$ref", "")
}

func TestReferenceRefusals(t *testing.T) {
	c := start(t, emulator.Options{})
	root := c.conn.ServiceRootURL
	many := "accounts(" + emulator.AccountID + ")/contact_customer_accounts/$ref"
	single := "accounts(" + emulator.AccountID + ")/primarycontactid/$ref"
	contact := "contacts(" + emulator.ContactID + ")"
	c.refuses([]refused{
		{"relative", "POST", many, `{"@odata.id":"` + contact + `"}`, nil, 400, "0x80060888", "absolute URI"},
		{"relative to the host", "PUT", single, `{"@odata.id":"/api/data/v9.2/` + contact + `"}`, nil, 400, "0x80060888", "absolute URI"},
		{"relative $id", "DELETE", many + "?$id=" + contact, "", nil, 400, "0x80060888", "absolute URI"},
		{"no $id", "DELETE", many, "", nil, 400, "0x80060888", "named once"},
		{"no @odata.id", "POST", many, `{"id":"` + root + contact + `"}`, nil, 400, "0x80048d19", "@odata.id"},
		{"more than @odata.id", "POST", many, `{"@odata.id":"` + root + contact + `","name":"x"}`, nil, 400, "0x80048d19", "@odata.id"},
		{"another table", "POST", many, `{"@odata.id":"` + root + "accounts(" + emulator.AccountID + `)"}`, nil, 400, "0x80048d19", "does not lead to"},
		{"another table, single", "PUT", single, `{"@odata.id":"` + root + "accounts(" + emulator.AccountID + `)"}`, nil, 400, "0x80048d19", "does not lead to"},
		{"another table, parting", "DELETE", many + "?$id=" + root + "accounts(" + emulator.AccountID + ")", "", nil, 400, "0x80048d19", "does not lead to"},
		{"no row", "POST", many, `{"@odata.id":"` + root + `contacts(00000000-0000-0000-0000-000000000001)"}`, nil, 404, "0x80040217", "contact With Id"},
		{"no set", "POST", many, `{"@odata.id":"` + root + `contact(00000000-0000-0000-0000-000000000001)"}`, nil, 404, "0x8006088a", "'contact'"},
		{"PUT on many", "PUT", many, `{"@odata.id":"` + root + contact + `"}`, nil, 405, "0x80060888", "PUT"},
		{"POST on single", "POST", single, `{"@odata.id":"` + root + contact + `"}`, nil, 405, "0x80060888", "POST"},
		{"GET of one", "GET", "accounts(" + emulator.AccountID + ")/contact_customer_accounts(" + emulator.ContactID + ")/$ref", "", nil, 405, "0x80060888", "GET"},
		{"no navigation property", "POST", "accounts(" + emulator.AccountID + ")/Contact_Customer_Accounts/$ref", `{"@odata.id":"` + root + contact + `"}`, nil, 404, "0x8006088a", "'Contact_Customer_Accounts'"},
	})
}
