package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestAlternateKeys(t *testing.T) {
	c := start(t, emulator.Options{})
	key := "new_orders(new_ordernumber='O''Neil%2C%20(1)%3D2')"
	r := c.must(204, "PATCH", key, `{"new_total":1}`)
	if got, want := r.header.Get("OData-EntityId"), c.conn.ServiceRootURL+"new_orders(new_ordernumber='O''Neil,%20(1)=2')"; got != want {
		t.Errorf("OData-EntityId %q, want %q", got, want)
	}
	row := c.must(200, "GET", key+"?$select=new_ordernumber", "").json(t)
	if row["new_ordernumber"] != "O'Neil, (1)=2" {
		t.Errorf("the key's column holds %q", row["new_ordernumber"])
	}
	for _, path := range []string{
		"new_orders(new_orderid=" + row["new_orderid"].(string) + ")",
		"accounts(accountnumber='ct-1000')", // compared like in the default collation
		"systemusers(azureactivedirectoryobjectid=" + emulator.AnaObjectID + ")",
		"systemusers(" + emulator.AnaID + ")",
	} {
		c.must(200, "GET", path, "")
	}
}

func TestCompositeAndLookupKeys(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "PATCH", "sample_things(sample_key2=2,sample_key1=1)", `{"sample_name":"a"}`)
	r := c.must(200, "PATCH", "sample_things(sample_key1=1,sample_key2=2)", `{"sample_name":"b","sample_key1":9}`, "Prefer", "return=representation").json(t)
	if r["sample_key1"].(interface{ String() string }).String() != "1" || r["sample_name"] != "b" {
		t.Errorf("the body's key column was not ignored: %v", r)
	}
	byLookup := "new_orders(_new_accountid_value=" + emulator.AccountID + ",new_name='first')"
	c.must(201, "PATCH", byLookup, `{"new_total":1}`, "Prefer", "return=representation")
	other := c.must(204, "POST", "accounts", `{}`).created()
	c.must(200, "PATCH", byLookup, `{"new_total":2,"new_AccountId@odata.bind":"/accounts(`+other+`)"}`, "Prefer", "return=representation")
	if got := c.must(200, "GET", byLookup, "").json(t)["_new_accountid_value"]; got != emulator.AccountID {
		t.Errorf("lookup %v", got)
	}
}

func TestKeysThatAreNone(t *testing.T) {
	c := start(t, emulator.Options{})
	const notAKey = "The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM."
	c.refuses([]refused{
		{"no key column", "GET", "accounts(name='Contoso Ltd')", "", nil, 400, "0x80060890", notAKey + "account'."},
		{"half a key", "GET", "sample_things(sample_key1=1)", "", nil, 400, "0x80060890", notAKey},
		{"one column twice", "GET", "sample_things(sample_key1=1,sample_key1=1)", "", nil, 400, "0x80060890", notAKey},
		{"case", "GET", "accounts(AccountNumber='CT-1000')", "", nil, 400, "0x80060890", notAKey},
		{"systemuser by named primary key", "GET", "systemusers(systemuserid=" + emulator.AnaID + ")", "", nil, 400, "0x80060890", notAKey},
		{"unquoted string", "GET", "accounts(accountnumber=CT-1000)", "", nil, 400, "0x80060888", "Edm.String"},
		{"quoted number", "GET", "sample_things(sample_key1='1',sample_key2=2)", "", nil, 400, "0x80060888", "Edm.Int32"},
		{"quoted GUID", "GET", "systemusers(azureactivedirectoryobjectid='" + emulator.AnaObjectID + "')", "", nil, 400, "0x80060888", "Edm.Guid"},
		{"lookup by its own name", "GET", "new_orders(new_accountid=" + emulator.AccountID + ",new_name='x')", "", nil, 400, "0x80060890", notAKey},
		{"unterminated", "GET", "accounts(accountnumber='CT)", "", nil, 400, "0x80060888", "unterminated"},
		{"alias", "GET", "accounts(accountnumber=@p)", "", nil, 501, "NotCovered", "alias"},
		{"no such key", "GET", "accounts(accountnumber='none')", "", nil, 404, "0x80060891", "A record with the specified key values does not exist in account entity"},
		{"no such account", "PATCH", "new_orders(_new_accountid_value=" + emulator.LeadID + ",new_name='x')", "{}", nil, 404, "0x80060891", "new_order"},
	})
}
