package emulator_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestFilterByCollections(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, body := range []string{
		`{"name":"none"}`,
		`{"name":"both","contact_customer_accounts":[{"lastname":"a","jobtitle":"boss"},{"lastname":"b"}]}`,
		`{"name":"one","contact_customer_accounts":[{"lastname":"a"}],"Account_Tasks":[{"subject":"call (a)"}]}`,
	} {
		c.must(204, "POST", "accounts", body)
	}
	for filter, want := range map[string]string{
		"contact_customer_accounts/any(o:o/lastname eq 'a')":                                                  "both one",
		"contact_customer_accounts/any(o:o/lastname eq 'a' and o/jobtitle eq 'boss')":                         "both",
		"contact_customer_accounts/any(o:(o/lastname eq 'b') or startswith(o/jobtitle,'bo'))":                 "both",
		"contact_customer_accounts/any(o: contains(o/lastname,'b'))":                                          "both",
		"contact_customer_accounts/all(o:o/lastname eq 'a')":                                                  "none one",
		"contact_customer_accounts/any()":                                                                     "both one",
		"not contact_customer_accounts/any()":                                                                 "none",
		"contact_customer_accounts/any(c:c/lastname eq 'a') and Account_Tasks/any(t:t/subject eq 'call (a)')": "one",
		"contact_customer_accounts/any(c:c/parentcustomerid_account/name eq 'one')":                           "one",
		"Account_Tasks/any(t:t/subject eq 't/subject')":                                                       "",
		"contact_customer_accounts/any(c:c/_ownerid_value eq " + emulator.ApplicationUserID + ")":             "both one",
	} {
		path := "accounts?$select=name&$orderby=name&$filter=" + url.QueryEscape("name ne 'Contoso Ltd' and ("+filter+")")
		var names []string
		for _, r := range c.must(200, "GET", path, "").values(t) {
			names = append(names, r["name"].(string))
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
	// A condition within another, such as the contacts of a contact.
	boss := c.must(204, "POST", "contacts", `{"lastname":"boss","contact_customer_contacts":[{"lastname":"clerk"}]}`).created()
	nested := c.must(200, "GET", "contacts?$select=contactid&$filter="+url.QueryEscape("contact_customer_contacts/any(o:o/lastname eq 'clerk' and not o/contact_customer_contacts/any(p:p/lastname ne 'x'))"), "").values(t)
	if !slices.ContainsFunc(nested, func(r map[string]any) bool { return r["contactid"] == boss }) || len(nested) != 1 {
		t.Errorf("nested: %v", nested)
	}
	filter := func(text string) string { return "contacts?$filter=" + url.QueryEscape(text) }
	many := strings.Repeat("contact_customer_contacts/any(o:", 12) + "o/lastname eq 'x'" + strings.Repeat(")", 12)
	c.refuses([]refused{
		{"no collection", "GET", filter("nothing/any(o:o/lastname eq 'x')"), "", nil, 400, "0x0", "'nothing'"},
		{"a lookup", "GET", filter("ownerid/any(o:o/lastname eq 'x')"), "", nil, 400, "0x0", "'ownerid'"},
		{"no column", "GET", filter("contact_customer_contacts/any(o:o/nothing eq 'x')"), "", nil, 400, "0x0", "'nothing'"},
		{"no variable", "GET", filter("contact_customer_contacts/any(lastname eq 'x')"), "", nil, 400, "0x80060888", "variable"},
		{"a text", "GET", filter("contact_customer_contacts/any('x')"), "", nil, 400, "0x80060888", "variable"},
		{"all of nothing", "GET", filter("contact_customer_contacts/all()"), "", nil, 400, "0x80060888", "variable"},
		{"open", "GET", filter("contact_customer_contacts/any(o:o/lastname eq 'x'"), "", nil, 400, "0x80060888", "')' expected"},
		{"more", "GET", filter("contact_customer_contacts/any(o:o/lastname eq 'x' 'y')"), "", nil, 400, "0x80060888", "unexpected 'y'"},
		{"empty", "GET", filter("contact_customer_contacts/any(o:)"), "", nil, 400, "0x80060888", "too early"},
		{"too many", "GET", filter(many), "", nil, 501, "NotCovered", "more than 10"},
	})
}
