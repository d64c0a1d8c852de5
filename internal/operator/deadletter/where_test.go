package deadletter_test

import (
	"fmt"
	"testing"
	"time"

	"sns-dynamics/internal/operator/deadletter"
)

func TestWhere(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	letter := deadletter.Letter{
		Source: deadletter.Function, SQSID: "sqs", MessageID: "message", Class: "rejected", Code: "0x80060888",
		Operation: "create", EntitySet: "contacts", Time: now.Add(-time.Hour),
	}
	tests := []struct {
		where string
		want  bool
	}{
		{"", true},
		{"class=rejected", true},
		{"CLASS=Rejected,code=0X80060888", true},
		{"class=unknown", false},
		{"class=rejected,entitySet=leads", false},
		{"entitySet=leads,entitySet=contacts", true},
		{"operation=create,source=function", true},
		{"source=lambda", false},
		{"code=", false},
		{"messageId=MESSAGE", true},
		{"messageId=sqs", true},
		{"messageId=", false},
		{"since=2h", true},
		{"since=30m", false},
		{"since=1d", true},
		{"since=2026-11-21T10:59:59Z", true},
		{"since=2026-11-21T13:00:01+01:00", false},
	}
	for _, tt := range tests {
		w, err := deadletter.ParseWhere([]string{tt.where}, now)
		if err != nil || w.Matches(letter) != tt.want {
			t.Errorf("%q matches: %v, %v, want %v", tt.where, w.Matches(letter), err, tt.want)
		}
		if w.IsZero() != (tt.where == "") {
			t.Errorf("%q: IsZero = %v", tt.where, w.IsZero())
		}
	}
	for _, wrong := range []string{"class", "color=red", "since=", "since=-2h", "since=yesterday", "since=-1d"} {
		if _, err := deadletter.ParseWhere([]string{wrong}, now); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// TestWhereOfClosedSets: a key of a closed set takes no other value, and names the nearest.
func TestWhereOfClosedSets(t *testing.T) {
	for where, want := range map[string]string{
		"class=rejcted":   "class=rejcted: did you mean rejected?",
		"source=lamda":    "source=lamda: did you mean lambda?",
		"operation=batsh": "operation=batsh: did you mean batch?",
		"source=x":        "source=x: expected one of function, lambda, subscription, queue, unknown",
		"clas=rejected":   `unknown key "clas": did you mean class?`,
		"colour=red":      `unknown key "colour": expected one of class, code, entitySet, operation, route, source, messageId, since`,
		"CLASS=REJECTED":  "<nil>",
		"class=":          "<nil>",
		"entitySet=x":     "<nil>",
	} {
		if _, err := deadletter.ParseWhere([]string{where}, time.Time{}); fmt.Sprint(err) != want {
			t.Errorf("%s: %v, want %s", where, err, want)
		}
	}
}
