package inspector

import (
	"slices"
	"strings"
	"testing"
)

func TestSearchMessages(t *testing.T) {
	messages := []Message{
		{Summary: Summary{MessageID: "id-1", Operation: "create", EntitySet: "accounts", Row: "r-1", Outcome: "done", Status: 204}, Message: `{"name":"Fourth Coffee"}`,
			Requests: []Exchange{{Method: "PATCH", Target: "/api/data/v9.2/accounts(r-1)", Status: 503}, {Method: "PATCH", Status: 204}}},
		{Summary: Summary{MessageID: "id-2", Operation: "update", EntitySet: "leads", Row: "r-2", Outcome: "dead-letter", Status: 412}, Message: `{"subject":"a: b"}`, Error: "412 0x80060882 old", Code: "0x80060882"},
		{Summary: Summary{MessageID: "id-3", Operation: "action", Action: "WinOpportunity", Outcome: "retry"},
			Requests: []Exchange{{Method: "POST", Target: "/api/data/v9.2/WinOpportunity", Service: "dataverse", RequestBody: `{"Status":3}`, RequestHeader: map[string][]string{"Mscrmcallerid": {"ana"}}}}},
	}
	for _, tt := range []struct{ query, want string }{
		{"", "id-1 id-2 id-3"},
		{"entitySet:accounts", "id-1"},
		{"ENTITYSET:Accounts", "id-1"},
		{"entitySet:account", ""},
		{"status:done", "id-1"},
		{"status:dead-letter", "id-2"},
		{"status:retry", "id-3"},
		{"status:412", "id-2"},
		{"status:503", "id-1"},
		{"status:5xx", "id-1"},
		{"status:4xx", "id-2"},
		{"status:0", ""},
		{"-status:done", "id-2 id-3"},
		{"operation:update", "id-2"},
		{"operation:winopportunity", "id-3"},
		{"row:r-", "id-1 id-2"},
		{"id:D-3", "id-3"},
		{"fourth", "id-1"},
		{`"fourth coffee"`, "id-1"},
		{`fourth coffee`, "id-1"},
		{`"coffee fourth"`, ""},
		{`"a: b"`, "id-2"},
		{"0x80060882", "id-2"},
		{"ana", "id-3"},
		{`"Status":3`, ""},
		{`{Status`, ""},
		{"entitySet:accounts status:412", ""},
		{"-fourth -entitySet:leads", "id-3"},
		{"entitySet:", "id-1 id-2 id-3"},
		{"-", ""},
		{"12:30", ""}, // digits are no field
	} {
		q, err := parseQuery(tt.query)
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		var got []string
		for _, m := range messages {
			if q.fitMessage(m) {
				got = append(got, m.MessageID)
			}
		}
		if tt.query == "-" { // a text like any other: every id has one
			tt.want = "id-1 id-2 id-3"
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s: %q, want %q", tt.query, text, tt.want)
		}
	}
	if _, err := parseQuery("colour:red"); err == nil || !strings.Contains(err.Error(), `"colour:": expected entitySet, status`) {
		t.Errorf("a field there is not: %v", err)
	}
}

func TestSearchRequests(t *testing.T) {
	requests := []Exchange{
		{Number: 1, Method: "GET", Target: "/api/data/v9.2/accounts?$top=1", EntitySet: "accounts", Status: 200},
		{Number: 2, Method: "PATCH", Target: "/api/data/v9.2/leads(r-2)", EntitySet: "leads", Row: "r-2", Status: 404, ResponseBody: "Does Not Exist"},
	}
	for query, want := range map[string][]int{
		"entitySet:leads": {2}, "status:404": {2}, "status:2xx": {1}, "operation:get": {1}, "row:r-2": {2}, "id:1": {1}, "top": {1}, `"not exist"`: {2}, "-status:2xx": {2},
	} {
		q, err := parseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, x := range requests {
			if q.fitRequest(x) {
				got = append(got, x.Number)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
}
