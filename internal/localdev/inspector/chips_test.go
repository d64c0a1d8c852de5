package inspector

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestChips(t *testing.T) {
	all := counts{}
	for _, m := range []Summary{
		{Outcome: "done", Operation: "create", EntitySet: "tasks"}, {Outcome: "done", Operation: "batch", EntitySets: []string{"tasks", "notes"}},
		{Outcome: "retry", Operation: "action", Action: "WinOpportunity", Route: "won@1a2b3c4d"},
	} {
		all.message(Message{Summary: m}, nil)
	}
	for _, tt := range []struct{ query, want string }{
		{"", "Outcome: done 2 = outcome:done; retry 1 = outcome:retry"},
		{"since:5m entitySet:tasks", "Outcome: done 2 = since:5m entitySet:tasks outcome:done; retry 1 = since:5m entitySet:tasks outcome:retry"},
		{"OUTCOME:Done x", "Outcome: done on 2 = x; retry 1 = x outcome:Done,retry"},
		{"outcome:done,retry", "Outcome: done on 2 = outcome:retry; retry on 1 = outcome:done"},
		{"-outcome:done", "Outcome: done 2 = outcome:done; retry 1 = -outcome:done outcome:retry"},
	} {
		if got := line(all.chips(tt.query)[0]); got != tt.want {
			t.Errorf("%q:\n got %s\nwant %s", tt.query, got, tt.want)
		}
	}
	want := []string{
		"Outcome: done 2 = outcome:done; retry 1 = outcome:retry",
		"Operation: WinOpportunity 1 = operation:WinOpportunity; batch 1 = operation:batch; create 1 = operation:create",
		"Table: tasks 2 = entitySet:tasks; notes 1 = entitySet:notes",
		"Route: won@1a2b3c4d 1 = route:won@1a2b3c4d",
	}
	for n, g := range all.chips("")[:4] {
		if got := line(g); got != want[n] {
			t.Errorf("got %s\nwant %s", got, want[n])
		}
	}
	if got := line(all.chips("table:tasks")[2]); got != "Table: tasks on 2 = ; notes 1 = entitySet:tasks,notes" {
		t.Errorf("a filter by another name: %s", got)
	}
	if got := line(all.chips("since:1m x")[4]); got != "Time: last minute on = x; 5 minutes = x since:5m; hour = x since:1h" {
		t.Errorf("times: %s", got)
	}
	for n := range 20 {
		all.add("entitySet", nil, fmt.Sprintf("table%02d", n))
	}
	if g := all.chips("")[2]; len(g.Chips) != maxChips || g.Chips[0].Text != "tasks" {
		t.Errorf("%d chips of many tables", len(g.Chips))
	}
}

func line(g chipGroup) string {
	var all []string
	for _, c := range g.Chips {
		text := c.Text
		if c.On {
			text += " on"
		}
		if c.Count > 0 {
			text += fmt.Sprintf(" %d", c.Count)
		}
		all = append(all, text+" = "+c.Query)
	}
	return g.Name + ": " + strings.Join(all, "; ")
}

// TestChipsCountUnderOtherFilters: a chip has the number of messages that its click would leave
// beside the filters of the other fields.
func TestChipsCountUnderOtherFilters(t *testing.T) {
	messages := []Summary{
		{Outcome: "done", Operation: "create", EntitySet: "tasks"}, {Outcome: "done", Operation: "create", EntitySet: "notes"},
		{Outcome: "retry", Operation: "delete", EntitySet: "tasks"}, {Outcome: "retry", Operation: "delete", EntitySet: "tasks"},
	}
	for text, want := range map[string]string{
		"":                              "done 2, retry 2 / tasks 3, notes 1",
		"outcome:done":                  "done 2, retry 2 / tasks 1, notes 1",
		"entitySet:notes":               "done 1, retry 0 / tasks 3, notes 1",
		"outcome:retry entitySet:notes": "done 1, retry 0 / tasks 2, notes 0",
		"operation:delete":              "done 0, retry 2 / tasks 2, notes 0",
		"-outcome:done nothing":         "done 0, retry 0 / tasks 0, notes 0",
	} {
		terms, err := parseQuery(text, messageFields, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		all := counts{}
		for _, m := range messages {
			all.message(Message{Summary: m}, terms.missedByMessage(Message{Summary: m}))
		}
		of := func(g chipGroup) string {
			var texts []string
			for _, c := range g.Chips {
				texts = append(texts, fmt.Sprintf("%s %d", c.Text, c.Count))
			}
			return strings.Join(texts, ", ")
		}
		groups := all.chips(text)
		if got := of(groups[0]) + " / " + of(groups[2]); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
