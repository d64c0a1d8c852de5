package deadletter_test

import (
	"testing"
	"time"

	"sns-dynamics/internal/deadletter"
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
		{"class=reject", false},
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
