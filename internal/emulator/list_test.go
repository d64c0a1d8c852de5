package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func subjects(tb testing.TB, r response) string {
	tb.Helper()
	var names []string
	for _, row := range r.values(tb) {
		names = append(names, fmt.Sprint(row["subject"]))
	}
	return strings.Join(names, ",")
}

func TestPaging(t *testing.T) {
	c := start(t, emulator.Options{})
	for i := range 5 {
		c.must(204, "POST", "tasks", fmt.Sprintf(`{"subject":"%d"}`, i))
	}
	r := c.must(200, "GET", "tasks?$select=subject&$count=true&$orderby=subject%20desc", "", "Prefer", "odata.maxpagesize=2")
	if r.header.Get("Preference-Applied") != "odata.maxpagesize=2" || r.json(t)["@odata.count"] != json.Number("5") {
		t.Errorf("first page %v %s", r.header, r.body)
	}
	var pages []string
	for {
		pages = append(pages, subjects(t, r))
		next, more := r.json(t)["@odata.nextLink"].(string)
		if !more {
			break
		}
		r = c.do("GET", next, nil, c.header("Prefer", "odata.maxpagesize=2"))
	}
	if got := strings.Join(pages, "|"); got != "4,3|2,1|0" {
		t.Errorf("pages %s", got)
	}
}

func TestListOptions(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, body := range []string{`{"subject":"x","category":"B"}`, `{"subject":"y","category":"a"}`, `{"subject":"z"}`} {
		c.must(204, "POST", "tasks", body)
	}
	for _, tt := range []struct{ query, want string }{
		{"", "x,y,z"}, {"?$top=2", "x,y"}, {"?$orderby=category,subject", "z,y,x"}, {"?$orderby=category%20desc", "x,y,z"},
		{"?$orderby=activityid&$top=0", ""}, {"?$filter=category%20ne%20null&$top=1&tag=a&partitionId=b", "x"},
	} {
		if got := subjects(t, c.must(200, "GET", "tasks"+tt.query, "")); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.query, got, tt.want)
		}
	}
	c.refuses([]refused{
		{"column", "GET", "tasks?$select=Subject", "", nil, 400, "0x0", "Could not find a property named 'Subject' on type 'Microsoft.Dynamics.CRM.task'."},
		{"lookup by its name", "GET", "tasks?$select=regardingobjectid", "", nil, 400, "0x0", "'regardingobjectid'"},
		{"order column", "GET", "tasks?$orderby=nothing", "", nil, 400, "0x0", "'nothing'"},
		{"order word", "GET", "tasks?$orderby=subject%20up", "", nil, 400, "0x80060888", "$orderby"},
		{"top", "GET", "tasks?$top=-1", "", nil, 400, "0x80060888", "$top"},
		{"skip", "GET", "tasks?$skip=1", "", nil, 400, "0x80060888", "Skip Clause is not supported in CRM"},
		{"token", "GET", "tasks?$skiptoken=x", "", nil, 400, "0x80060888", "$skiptoken"},
		{"twice", "GET", "tasks?$top=1&$top=2", "", nil, 400, "0x80060888", "more than once"},
		{"apply", "GET", "tasks?$apply=x", "", nil, 501, "NotCovered", "$apply"},
		{"custom", "GET", "tasks?fetchXml=x", "", nil, 501, "NotCovered", "fetchXml"},
		{"filter on one row", "GET", "accounts(" + emulator.AccountID + ")?$filter=name%20eq%20'a'", "", nil, 501, "NotCovered", "$filter"},
		{"filter on a write", "POST", "tasks?$filter=subject%20eq%20'a'", "{}", nil, 501, "NotCovered", "$filter"},
	})
	if rows, _ := c.Rows("tasks"); len(rows) != 3 {
		t.Errorf("%d tasks after a refused write", len(rows))
	}
}
