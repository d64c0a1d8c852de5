package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestDeepInsert(t *testing.T) {
	c := start(t, emulator.Options{})
	id := c.must(204, "POST", "accounts", `{
		"name": "Deep",
		"primarycontactid": {"lastname": "Primary", "Contact_Tasks": [{"subject": "call"}]},
		"opportunity_customer_accounts": [{"name": "one"}, {"name": "two", "Opportunity_Tasks": [{"subject": "visit"}]}],
		"accountleads_association": [{"subject": "lead"}],
		"contact_customer_accounts@odata.bind": ["/contacts(`+emulator.ContactID+`)"]
	}`).created()
	row := c.must(200, "GET", "accounts("+id+")?$expand=primarycontactid($select=lastname),opportunity_customer_accounts($select=name),accountleads_association($select=subject),contact_customer_accounts($select=lastname)", "").json(t)
	if contact, _ := row["primarycontactid"].(map[string]any); contact["lastname"] != "Primary" {
		t.Errorf("primary contact %v", row["primarycontactid"])
	}
	for name, want := range map[string]int{"opportunity_customer_accounts": 2, "accountleads_association": 1, "contact_customer_accounts": 1} {
		if list, _ := row[name].([]any); len(list) != want {
			t.Errorf("%s: %v, want %d", name, row[name], want)
		}
	}
	if rows, _ := c.Rows("tasks"); len(rows) != 2 {
		t.Errorf("%d tasks, want 2", len(rows))
	}
}

func TestDeepInsertIsAllOrNothing(t *testing.T) {
	c := start(t, emulator.Options{})
	before := c.snapshot()
	account := emulator.AccountID
	for name, tt := range map[string]refused{
		"late child":    {path: "accounts", body: `{"primarycontactid":{"lastname":"x"},"Account_Tasks":[{"subject":"a"},{"subject":"b","prioritycode":9}]}`, status: 400, code: "0x8004431A"},
		"key of child":  {path: "accounts", body: `{"contact_customer_accounts":[{"emailaddress1":"a@b"},{"emailaddress1":"A@B"}]}`, status: 412, code: "0x80060892"},
		"parent":        {path: "accounts", body: `{"primarycontactid":{"lastname":"x"},"nothing":1}`, status: 400, code: "0x80048d19"},
		"select":        {path: "accounts?$select=nothing", body: `{"name":"x"}`, header: []string{"Prefer", "return=representation"}, status: 400, code: "0x0"},
		"bound to none": {path: "accounts", body: `{"contact_customer_accounts@odata.bind":["/contacts(` + emulator.ContactID + `)","/contacts(` + account + `)"]}`, status: 404, code: "0x80040217"},
		"update":        {method: "PATCH", path: "accounts(" + account + ")", body: `{"name":"x","Account_Tasks":[{"subject":"a"}]}`, status: 400, code: "0x80060888"},
		"update single": {method: "PATCH", path: "accounts(" + account + ")", body: `{"name":"x","primarycontactid":{"lastname":"a"}}`, status: 400, code: "0x80060888"},
		"list":          {path: "accounts", body: `{"Account_Tasks":{"subject":"a"}}`, status: 400, code: "0x80048d19"},
		"member":        {path: "accounts", body: `{"Account_Tasks":["a"]}`, status: 400, code: "0x80048d19"},
		"several":       {path: "accounts", body: `{"ownerid":{"name":"a"}}`, status: 501, code: "NotCovered"},
	} {
		tt.name = name
		c.refuses([]refused{tt})
		if after := c.snapshot(); after != before {
			t.Errorf("%s: the store changed", name)
		}
	}
}

// snapshot returns every row as text.
func (c *client) snapshot() string {
	c.Helper()
	var all strings.Builder
	for _, set := range c.Tables() {
		rows, err := c.Rows(set)
		if err != nil {
			c.Fatal(err)
		}
		for _, row := range rows {
			all.WriteString(set + string(row) + "\n")
		}
	}
	return all.String()
}
