package inspector

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/localdev/inspector/batchparts"
)

func TestSearchMessages(t *testing.T) {
	now := time.Date(2026, 11, 21, 14, 30, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	messages := []Message{
		{Summary: Summary{Time: ago(time.Hour), Key: "new_number=A-17", Route: "order-placed@1a2b3c4d", MessageID: "id-1", Operation: "create", EntitySet: "accounts", Row: "r-1", Outcome: "done", Status: 204}, Message: `{"name":"Fourth Coffee"}`,
			Requests: []Exchange{{Method: "PATCH", Target: "/api/data/v9.2/accounts(r-1)", Status: 503}, {Method: "PATCH", Status: 204}}},
		{Summary: Summary{Time: ago(4 * time.Minute), MessageID: "id-2", Operation: "update", EntitySet: "leads", Row: "r-2", Outcome: "dead-letter", Status: 412}, Message: `{"subject":"a: b"}`, Error: "412 0x80060882 old", Code: "0x80060882"},
		{Summary: Summary{Time: ago(time.Second), MessageID: "id-3", Operation: "action", Action: "WinOpportunity", EntitySets: []string{"tasks", "notes"}, Outcome: "retry"},
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
		{"outcome:done", "id-1"},
		{"outcome:done,retry", "id-1 id-3"},
		{"-outcome:done,retry", "id-2"},
		{"entitySet:notes,leads", "id-2 id-3"},
		{"operation:update,WinOpportunity", "id-2 id-3"},
		{"route:order-placed@1a2b3c4d", "id-1"},
		{"route:order-placed", "id-1"},
		{"route:order", ""},
		{"route:", "id-1 id-2 id-3"},
		{"row:a-17", "id-1"},
		{"since:5m", "id-2 id-3"},
		{"-since:5m", "id-1"},
		{"until:5m", "id-1"},
		{"since:14:26", "id-2 id-3"},
		{"since:14:26 until:14:29:30", "id-2"},
		{"since:2d", "id-1 id-2 id-3"},
		{"until:2d", ""},
		{"since:" + now.Add(-5*time.Minute).Format(time.RFC3339), "id-2 id-3"},
		{"until:" + now.Format("2006-01-02"), ""},
		{"12:30", ""}, // digits are no name of a field
	} {
		q, err := parseQuery(tt.query, messageFields, now)
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
		if tt.query == "-" { // a text like any other, because every id contains it
			tt.want = "id-1 id-2 id-3"
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s: %q, want %q", tt.query, text, tt.want)
		}
	}
	if _, err := parseQuery("colour:red", messageFields, now); err == nil || !strings.Contains(err.Error(), `"colour:": expected entitySet, outcome`) {
		t.Errorf("a field there is not: %v", err)
	}
	for _, text := range []string{"since:15:00", "until:15:00"} {
		if _, err := parseQuery(text, messageFields, now); err == nil || !strings.Contains(err.Error(), "expected a time before now, "+now.Format("15:04:05 MST")) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"since:noon", "until:-5m", "since:25:00", "since:d", "since:-2d", "since:9999d"} {
		if _, err := parseQuery(text, messageFields, now); err == nil || !strings.Contains(err.Error(), "expected an age such as 5m") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestSearchRequests(t *testing.T) {
	requests := []Exchange{
		{Number: 1, Method: "GET", Target: "/api/data/v9.2/accounts?$top=1", EntitySet: "accounts", Status: 200},
		{Number: 2, Method: "PATCH", Target: "/api/data/v9.2/leads(r-2)", EntitySet: "leads", Row: "r-2", Status: 404, ResponseBody: "Does Not Exist", Parts: []batchparts.Part{{Status: 412}}},
	}
	for query, want := range map[string][]int{
		"entitySet:leads": {2}, "status:404": {2}, "status:412": {2}, "entitySet:leads,accounts": {1, 2}, "status:2xx": {1}, "operation:get": {1}, "row:r-2": {2}, "id:1": {1}, "top": {1}, `"not exist"`: {2}, "-status:2xx": {2},
	} {
		q, err := parseQuery(query, requestFields, time.Now())
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
