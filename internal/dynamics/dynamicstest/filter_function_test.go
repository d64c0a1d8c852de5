package dynamicstest_test

import (
	"net/url"
	"testing"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

func TestQueryFunctions(t *testing.T) {
	c := start(t, dynamicstest.Options{})
	for _, body := range []string{`{"subject":"a","prioritycode":0}`, `{"subject":"it's, b","prioritycode":1}`, `{"subject":"c","prioritycode":2}`} {
		c.must(204, "POST", "tasks", body)
	}
	path := func(filter string) string {
		return "tasks?$select=subject&$orderby=subject&$filter=" + url.QueryEscape(filter)
	}
	for filter, want := range map[string]string{
		"Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=['a','it''s, b','z'])":                  "a,it's, b",
		"Microsoft.Dynamics.CRM.NotIn(PropertyName='subject', PropertyValues=['a', 'c'])":                        "it's, b",
		"Microsoft.Dynamics.CRM.In(PropertyName='prioritycode',PropertyValues=['2','0']) and subject ne 'a'":     "c",
		`Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=["a","it's, b","\"(]"])`:                "a,it's, b",
		"not Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=['a'])":                             "c,it's, b",
		"Microsoft.Dynamics.CRM.In(PropertyName='_ownerid_value',PropertyValues=['" + dynamicstest.AnaID + "'])": "",
		"(Microsoft.Dynamics.CRM.In(PropertyName='category',PropertyValues=['a']) or subject eq 'a')":            "a",
	} {
		if got := subjects(t, c.must(200, "GET", path(filter), "")); got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	c.refuses([]refused{
		{"column", "GET", path("Microsoft.Dynamics.CRM.In(PropertyName='nothing',PropertyValues=['a'])"), "", nil, 400, "0x80060888", "'nothing'"},
		{"another", "GET", path("Microsoft.Dynamics.CRM.Under(PropertyName='subject',PropertyValue='a')"), "", nil, 501, "dynamicstest", "Under"},
		{"values", "GET", path("Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=[a])"), "", nil, 400, "0x80060888", "PropertyValues"},
		{"end", "GET", path("Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=['a'"), "", nil, 400, "0x80060888", "too early"},
		{"double quotes elsewhere", "GET", path(`subject eq "a"`), "", nil, 400, "0x80060888", `'"a"'`},
		{"open text", "GET", path(`Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=["a])`), "", nil, 400, "0x80060888", "is not a text"},
		{"number", "GET", path("Microsoft.Dynamics.CRM.In(PropertyName='prioritycode',PropertyValues=['x'])"), "", nil, 400, "0x80060888", "'x'"},
	})
}
