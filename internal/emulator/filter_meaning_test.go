package emulator_test

import (
	"net/url"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestFilterOfTimes compares times with and without seconds and their fractions.
func TestFilterOfTimes(t *testing.T) {
	c := start(t, emulator.Options{})
	for subject, end := range map[string]string{"a": "2026-03-01T08:29:59Z", "b": "2026-03-01T08:30:00Z", "c": "2026-03-01T08:30:01Z"} {
		c.must(204, "POST", "tasks", `{"subject":"`+subject+`","scheduledend":"`+end+`"}`)
	}
	for filter, want := range map[string]string{
		"scheduledend eq 2026-03-01T08:30Z":                                                              "b",
		"scheduledend gt 2026-03-01T10:30+02:00":                                                         "c",
		"scheduledend eq 2026-03-01T08:30:00.000Z":                                                       "b",
		"scheduledend gt 2026-03-01T08:30:00.5Z":                                                         "c",
		"scheduledend ge 2026-03-01T08:30:00.5Z":                                                         "c",
		"scheduledend lt 2026-03-01T08:30:00.5Z":                                                         "a,b",
		"scheduledend le 2026-03-01T08:30:00.001Z":                                                       "a,b",
		"scheduledend eq 2026-03-01T08:30:00.5Z":                                                         "",
		"scheduledend gt 2026-03-01T08:29:59.999+00:00 and scheduledend lt 2026-03-01T09:30:00.25+01:00": "b",
		"Microsoft.Dynamics.CRM.Between(PropertyName='scheduledend',PropertyValues=['2026-03-01T08:30Z','2026-03-01T08:31:00Z'])": "b,c",
	} {
		if got := subjects(t, c.must(200, "GET", "tasks?$select=subject&$orderby=subject&$filter="+url.QueryEscape(filter), "")); got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
}

// TestRangeVariable wants each name within any and all to be a column of the row that its range
// variable stands for, and no other row's.
func TestRangeVariable(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "POST", "contacts", `{"lastname":"boss","jobtitle":"x","contact_customer_contacts":[{"lastname":"clerk","jobtitle":"x"}]}`)
	path := func(filter string) string {
		return "contacts?$select=lastname&$filter=" + url.QueryEscape("contact_customer_contacts/any("+filter+")")
	}
	for _, filter := range []string{"o:o/lastname eq 'clerk'", "o : o/lastname eq 'clerk'", " o :o/lastname eq 'clerk' ", "o: (o/lastname eq 'clerk')", "o:startswith(o/lastname,'cl')", "o:'clerk' eq o/lastname"} {
		if rows := c.must(200, "GET", path(filter), "").values(t); len(rows) != 1 || rows[0]["lastname"] != "boss" {
			t.Errorf("%q: %v, want the boss", filter, rows)
		}
	}
	const in = "contact_customer_contacts/any"
	c.refuses([]refused{
		{"outer row", "GET", path("o:jobtitle eq o/jobtitle"), "", nil, 501, "NotCovered", "'jobtitle' without the range variable 'o'"},
		{"outer variable", "GET", path("o:o/" + in + "(p:p/jobtitle eq o/jobtitle)"), "", nil, 501, "NotCovered", "'o/jobtitle' without the range variable 'p'"},
		{"outer collection", "GET", path("o:" + in + "(p:p/jobtitle eq 'x')"), "", nil, 501, "NotCovered", "without the range variable 'o'"},
		{"another variable", "GET", path("o:p/jobtitle eq 'x'"), "", nil, 501, "NotCovered", "'p/jobtitle'"},
		{"the variable alone", "GET", path("o:o eq null"), "", nil, 501, "NotCovered", "'o' without the range variable"},
		{"a function's column", "GET", path("o:Microsoft.Dynamics.CRM.In(PropertyName='jobtitle',PropertyValues=['x'])"), "", nil, 501, "NotCovered", "'jobtitle'"},
		{"a value alone", "GET", path("o:true"), "", nil, 501, "NotCovered", "'true' without an operator"},
		{"a wrong variable", "GET", path("1:1/jobtitle eq 'x'"), "", nil, 400, "0x80060888", "a range variable"},
		{"no variable", "GET", path("'o':o/jobtitle eq 'x'"), "", nil, 400, "0x80060888", "a range variable"},
	})
}

// TestValueLists wants exactly one comma between the values of a function.
func TestValueLists(t *testing.T) {
	c := start(t, emulator.Options{})
	path := func(list string) string {
		return "tasks?$filter=" + url.QueryEscape("Microsoft.Dynamics.CRM.In(PropertyName='subject',PropertyValues=["+list+"])")
	}
	c.must(200, "GET", path(`'a' , "b"`), "")
	c.refuses([]refused{
		{"no comma", "GET", path("'a' 'b'"), "", nil, 400, "0x80060888", "',' expected"},
		{"two commas", "GET", path("'a',,'b'"), "", nil, 400, "0x80060888", "are not texts"},
		{"a comma at the end", "GET", path("'a',"), "", nil, 400, "0x80060888", "are not texts"},
	})
}
