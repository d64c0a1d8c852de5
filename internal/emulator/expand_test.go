package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestExpandOptions(t *testing.T) {
	c := start(t, emulator.Options{})
	contact := "contacts(" + emulator.ContactID + ")"
	for _, subject := range []string{"b", "a; (x)", "c"} {
		c.must(204, "POST", "tasks", `{"subject":"`+subject+`","regardingobjectid_contact_task@odata.bind":"/`+contact+`"}`)
	}
	for _, tt := range []struct{ options, want string }{
		{"", "b|a; (x)|c"},
		{"($select=subject;$orderby=subject%20desc)", "c|b|a; (x)"},
		{"($top=2;$orderby=subject)", "a; (x)|b"},
		{"($filter=subject%20eq%20'a%3B%20(x)')", "a; (x)"},
		{"($filter=subject%20ne%20@s;$top=1)", "b"},
	} {
		one := c.must(200, "GET", contact+"?$select=fullname&$expand=Contact_Tasks"+tt.options+"&@s='a%3B%20(x)'", "").json(t)
		var got []string
		for _, task := range one["Contact_Tasks"].([]any) {
			got = append(got, fmt.Sprint(task.(map[string]any)["subject"]))
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s: %v, want %s", tt.options, got, tt.want)
		}
	}
	c.must(204, "PATCH", "accounts("+emulator.AccountID+")", `{"primarycontactid@odata.bind":"/`+contact+`"}`)
	nested := c.must(200, "GET", contact+"?$select=fullname&$expand=parentcustomerid_account($select=name;$expand=primarycontactid($select=lastname))", "")
	account := nested.json(t)["parentcustomerid_account"].(map[string]any)
	if primary := account["primarycontactid"].(map[string]any); account["name"] != "Contoso Ltd" || primary["lastname"] != "McKay" {
		t.Errorf("nested: %s", nested.body)
	}
	if context := nested.json(t)["@odata.context"].(string); !strings.HasSuffix(context, "#contacts(fullname,parentcustomerid_account(name,primarycontactid(lastname)))/$entity") {
		t.Errorf("context %s", context)
	}
	c.refuses([]refused{
		{"option of a lookup", "GET", contact + "?$expand=parentcustomerid_account($top=1)", "", nil, 501, "NotCovered", "$top within $expand"},
		{"option", "GET", contact + "?$expand=Contact_Tasks($levels=2)", "", nil, 501, "NotCovered", "$levels within $expand"},
		{"references", "GET", contact + "?$expand=parentcustomerid_account/$ref", "", nil, 501, "NotCovered", "references"},
		{"twice", "GET", contact + "?$expand=Contact_Tasks($top=1;$top=2)", "", nil, 400, "0x80060888", "more than once"},
		{"open", "GET", contact + "?$expand=Contact_Tasks($top=1", "", nil, 400, "0x80060888", "parentheses"},
		{"column", "GET", contact + "?$expand=Contact_Tasks($filter=nothing%20eq%201)", "", nil, 400, "0x0", "'nothing'"},
		{"nested", "GET", contact + "?$expand=Contact_Tasks($expand=nothing)", "", nil, 400, "0x0", "'nothing'"},
	})
}
