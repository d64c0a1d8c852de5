package chaos

import (
	"strings"
	"testing"
)

// rows are all rows of the tables that TestKill writes, as JSON.
func (k *killing) rows(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, set := range []string{"contacts", "new_orders", "tasks"} {
		rows, err := k.dataverse.Rows(set)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			all[set] = append(all[set], string(r))
		}
	}
	return all
}

// count is how many rows hold the mark of a message.
func (k *killing) count(v *victim) int {
	rows, err := k.dataverse.Rows(v.set)
	if err != nil {
		return 0 // there is such a set
	}
	n := 0
	for _, r := range rows {
		if strings.Contains(string(r), v.mark()) {
			n++
		}
	}
	return n
}

// check wants each message's effect exactly once, an action's runs as many as
// its kills allow, and no row besides.
func (k *killing) check(t *testing.T, before map[string][]string) {
	t.Helper()
	after := k.rows(t)
	want := map[string]int{}
	for set, rows := range before {
		want[set] = len(rows)
	}
	kills, again, unknown, rejected, failed := 0, 0, 0, 0, t.Failed()
	for _, v := range k.messages {
		kills += v.kills
		made := 0
		if v.set != "" {
			made = k.count(v)
		}
		want[v.set] += made
		letters := k.queues.letters(v.id)
		for _, l := range letters {
			if l.class != "rejected" && l.class != "unknown" || (l.class == "rejected") != v.refused || l.class == "unknown" && !v.runs {
				t.Errorf("SEED=%d: message %d, %s, has a dead letter of class %s", k.seed, v.n, v.text, l.class)
			}
		}
		switch {
		case v.refused:
			rejected++
			if made > 0 || len(letters) == 0 {
				t.Errorf("SEED=%d: message %d is to be rejected: %d rows, %d dead letters", k.seed, v.n, made, len(letters))
			}
		case v.runs:
			again += max(0, made-1)
			unknown += min(1, len(letters))
			if made+len(letters) == 0 || made > 1+v.kills {
				t.Errorf("SEED=%d: message %d ran %d times, was killed %d times, has %d dead letters", k.seed, v.n, made, v.kills, len(letters))
			}
		case made != 1 || len(letters) > 0:
			t.Errorf("SEED=%d: message %d, %s: %d rows, %d dead letters", k.seed, v.n, v.text, made, len(letters))
		}
	}
	delete(want, "")
	for set, rows := range after {
		if len(rows) != want[set] {
			t.Errorf("SEED=%d: %s has %d rows, want %d", k.seed, set, len(rows), want[set])
		}
	}
	t.Logf("%d messages, %d of them to be rejected; %d kills, %d of them after the commit; %d runs of actions again, %d actions of unknown outcome",
		len(k.messages), rejected, kills, k.late, again, unknown)
	if !failed && !t.Failed() {
		t.Log("0 lost, 0 doubled")
	}
}
