package inspector

import (
	"fmt"
	"strings"
	"testing"
)

func TestChips(t *testing.T) {
	all := counts{}
	for _, m := range []Summary{
		{Outcome: "done", Operation: "create", EntitySet: "tasks"}, {Outcome: "done", Operation: "batch", EntitySets: []string{"tasks", "notes"}},
		{Outcome: "retry", Operation: "action", Action: "WinOpportunity", Route: "won@1a2b3c4d"},
	} {
		all.message(Message{Summary: m})
	}
	for _, tt := range []struct{ query, want string }{
		{"", "Outcome: done 2 = outcome:done; retry 1 = outcome:retry"},
		{"since:5m entitySet:tasks", "Outcome: done 2 = since:5m entitySet:tasks outcome:done; retry 1 = since:5m entitySet:tasks outcome:retry"},
		{"OUTCOME:Done x", "Outcome: done on 2 = x; retry 1 = x outcome:Done,retry"},
		{"outcome:done,retry", "Outcome: done on 2 = outcome:retry; retry on 1 = outcome:done"},
		{"-outcome:done", "Outcome: done 2 = -outcome:done outcome:done; retry 1 = -outcome:done outcome:retry"},
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
	if got := line(all.chips("since:1m x")[4]); got != "Time: last minute on = x; 5 minutes = x since:5m; hour = x since:1h" {
		t.Errorf("times: %s", got)
	}
	for n := range 20 {
		all.add("entitySet", fmt.Sprintf("table%02d", n))
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
