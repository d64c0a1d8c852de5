package emulator_test

import (
	"net/url"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

func TestQueryFunctions(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, body := range []string{`{"subject":"a","prioritycode":0}`, `{"subject":"it's, b","prioritycode":1}`, `{"subject":"c","prioritycode":2}`} {
		c.must(204, "POST", "tasks", body)
	}
	path := func(filter string) string {
		return "tasks?$select=subject&$orderby=subject&$filter=" + url.QueryEscape(filter)
	}
	for filter, want := range map[string]string{
		"Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=['a','it''s, b','z'])":              "a,it's, b",
		"Microsoft.Dynamics.CRM.NotIn(PropertyName='subject', PropertyValues=['a', 'c'])":                    "it's, b",
		"Microsoft.Dynamics.CRM.In(PropertyName='prioritycode',PropertyValues=['2','0']) and subject ne 'a'": "c",
		`Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=["a","it's, b","\"(]"])`:            "a,it's, b",
		"Microsoft.Dynamics.CRM.In(PropertyName='_ownerid_value',PropertyValues=['" + emulator.AnaID + "'])": "",
		"(Microsoft.Dynamics.CRM.In(PropertyName='category',PropertyValues=['a']) or subject eq 'a')":        "a",
	} {
		if got := subjects(t, c.must(200, "GET", path(filter), "")); got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	c.refuses([]refused{
		{"column", "GET", path("Microsoft.Dynamics.CRM.In(PropertyName='nothing',PropertyValues=['a'])"), "", nil, 400, "0x0", "'nothing'"},
		{"another", "GET", path("Microsoft.Dynamics.CRM.Under(PropertyName='subject',PropertyValue='a')"), "", nil, 501, "NotCovered", "Under"},
		{"values", "GET", path("Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=[a])"), "", nil, 400, "0x80060888", "PropertyValues"},
		{"end", "GET", path("Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=['a'"), "", nil, 400, "0x80060888", "too early"},
		{"double quotes elsewhere", "GET", path(`subject eq "a"`), "", nil, 400, "0x80060888", `'"a"'`},
		{"open text", "GET", path(`Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=["a])`), "", nil, 400, "0x80060888", "is not a text"},
		{"number", "GET", path("Microsoft.Dynamics.CRM.In(PropertyName='prioritycode',PropertyValues=['x'])"), "", nil, 400, "0x80060888", "'x'"},
	})
}

func TestFunctionsOfNumbersAndDates(t *testing.T) {
	now := time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC)
	c := start(t, emulator.Options{Now: func() time.Time { return now }})
	for _, body := range []string{
		`{"subject":"a","percentcomplete":5,"scheduledend":"2026-02-28T23:59:59Z"}`, `{"subject":"b","percentcomplete":10,"scheduledend":"2026-03-01T00:00:00Z"}`,
		`{"subject":"c","percentcomplete":11,"scheduledend":"2026-03-02T12:00:00+13:00"}`, `{"subject":"d","scheduledend":"2026-03-02T00:00:00Z"}`, `{"subject":"e"}`,
	} {
		c.must(204, "POST", "tasks", body)
	}
	call := func(filter string) string {
		return "tasks?$select=subject&$orderby=subject&$filter=" + url.QueryEscape("Microsoft.Dynamics.CRM."+filter)
	}
	for filter, want := range map[string]string{
		`Between(PropertyName='percentcomplete',PropertyValues=["5","10"])`:                             "a,b",
		`NotBetween(PropertyName='percentcomplete',PropertyValues=['6','10'])`:                          "a,c",
		`Between(PropertyName='subject',PropertyValues=['B','c'])`:                                      "b,c",
		`Between(PropertyName='scheduledend',PropertyValues=['2026-02-28T00:00:00.000Z','2026-03-01'])`: "a,b",
		`On(PropertyName='scheduledend',PropertyValue='2026-03-01')`:                                    "b,c",
		`NotOn(PropertyName='scheduledend',PropertyValue='2026-03-01')`:                                 "a,d",
		`OnOrAfter(PropertyName='scheduledend',PropertyValue='2026-03-01T20:00:00Z')`:                   "b,c,d",
		`OnOrBefore(PropertyName='scheduledend',PropertyValue="2026-02-28")`:                            "a",
		`Today(PropertyName='scheduledend')`:                                                            "b,c",
		`Yesterday(PropertyName='scheduledend')`:                                                        "a",
		`Tomorrow(PropertyName='scheduledend')`:                                                         "d",
	} {
		if got := subjects(t, c.must(200, "GET", call(filter), "")); got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	account := c.must(204, "POST", "accounts", `{"contact_customer_accounts":[{"birthdate":"2026-03-01","lastname":"today"},{"birthdate":"2026-03-02"}]}`).created()
	expanded := c.must(200, "GET", "accounts("+account+")?$expand=contact_customer_accounts($filter=Microsoft.Dynamics.CRM.Today(PropertyName='birthdate'))", "").json(t)["contact_customer_accounts"].([]any)
	if len(expanded) != 1 || expanded[0].(map[string]any)["lastname"] != "today" {
		t.Errorf("expanded: %v", expanded)
	}
	c.refuses([]refused{
		{"one end", "GET", call("Between(PropertyName='percentcomplete',PropertyValues=['5'])"), "", nil, 400, "0x80060888", "two values"},
		{"no date", "GET", call("Today(PropertyName='subject')"), "", nil, 400, "0x80060888", "'subject' has no date"},
		{"another class", "GET", call("On(PropertyName='scheduledend',PropertyValue='5')"), "", nil, 400, "0x80060888", "'5' is no value"},
		{"unquoted", "GET", call("On(PropertyName='scheduledend',PropertyValue=2026-03-01)"), "", nil, 400, "0x80060888", "PropertyValue="},
		{"too much", "GET", call("Today(PropertyName='scheduledend',PropertyValue='5')"), "", nil, 400, "0x80060888", "')' expected"},
		{"nothing", "GET", call("On(PropertyName='scheduledend')"), "", nil, 400, "0x80060888", "',' expected"},
		{"fiscal", "GET", call("ThisFiscalYear(PropertyName='scheduledend')"), "", nil, 501, "NotCovered", "ThisFiscalYear"},
	})
}
