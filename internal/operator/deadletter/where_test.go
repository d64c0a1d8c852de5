package deadletter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/operator/deadletter"
)

func TestWhere(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	const sqsID, messageID = "aaaaaaaa-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000"
	letter := deadletter.Letter{
		Source: deadletter.Function, SQSID: sqsID, MessageID: messageID, Class: "rejected", Code: "0x80060888",
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
		{"messageId=" + strings.ToUpper(messageID), true},
		{"messageId=" + sqsID, true},
		{"code=-2147088248", true},
		{"code=80060888", true},
		{"code=0x8006088", false},
		{"since=2h", true},
		{"since=30m", false},
		{"since=1d", true},
		{"since=2026-11-21T10:59:59Z", true},
		{"since=2026-11-21T12:00:01+01:00", false},
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
	for _, wrong := range []string{"class", "color=red", "since=", "since=-2h", "since=yesterday", "since=-1d", "since=2026-11-21T12:00:01Z", "source=", "code=", "messageId=", "messageId=bbbbbbbb", "messageId=" + messageID + "0"} {
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
		"class=":          "class=: expected one of rejected, unavailable, misconfigured, waiting, unknown",
		"source=":         "source=: expected one of function, lambda, subscription, queue, unknown",
		"operation=":      "operation=: expected one of create, update, upsert, delete, associate, disassociate, action, batch",
		"code=":           "code=: expected a value, such as 0x80060888",
		"entitySet=":      "entitySet=: expected a value, such as contacts",
		"route=":          "route=: expected a value, such as orders",
		"messageId=":      "messageId=: expected a value, such as 95df01b4-ee98-5cb9-9903-4c221d41eb5e",
		"entitySet=x":     "<nil>",
		"operation=creat": "operation=creat: did you mean create?",
		"class=creat":     "class=creat: did you mean operation=create?",
		"class=lambda":    "class=lambda: did you mean source=lambda?",
		"class=rej":       "class=rej: did you mean rejected?",
		"messageId=bbbb":  "messageId=bbbb: expected a whole id, such as 95df01b4-ee98-5cb9-9903-4c221d41eb5e",
	} {
		if _, err := deadletter.ParseWhere([]string{where}, time.Time{}); fmt.Sprint(err) != want {
			t.Errorf("%s: %v, want %s", where, err, want)
		}
	}
}

// TestHints: a value that no letter has is named, with the nearest value that one has.
func TestHints(t *testing.T) {
	for where, want := range map[string][]string{
		"entitySet=contact":                              {"no letter has the entitySet contact: did you mean contacts?"},
		"entitySet=contacts,code=0x8006088":              {"no letter has the code 0x8006088: did you mean 0x80060888?"},
		"entitySet=orders,class=unknown":                 {"no letter has the entitySet orders: the letters have contacts, leads"},
		"route=order":                                    {"no letter has the route order: did you mean orders@12345678?"},
		"code=0x80060891":                                {"no letter has the code 0x80060891: the letters have 0x80060888"},
		"route=orders,entitySet=Leads":                   nil,
		"code=-2147088248":                               nil,
		"class=unknown":                                  nil,
		"messageId=95df01b4-ee98-5cb9-9903-4c221d41eb5e": {"no letter has the messageId 95df01b4-ee98-5cb9-9903-4c221d41eb5e"},
		"entitySet=contacts,entitySet=leads2":            {"no letter has the entitySet leads2: did you mean leads?"},
	} {
		w, err := deadletter.ParseWhere([]string{where}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Hints(); got != nil {
			t.Errorf("%s: hints before the first letter: %q", where, got)
		}
		w.Matches(deadletter.Letter{EntitySet: "contacts", Code: "0x80060888", Route: "orders@12345678", Class: "rejected"})
		w.Matches(deadletter.Letter{EntitySet: "leads", Class: "rejected"})
		if got := w.Hints(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", where, got, want)
		}
	}
}

// TestHintsOfOneLetter: an id that names a letter by its SQS id has no hint, and a key that no
// letter has is named.
func TestHintsOfOneLetter(t *testing.T) {
	const sqsID = "c2a0f4b1-5a0e-4d6a-9d8e-0f1b2c3d4e5f"
	w, err := deadletter.ParseWhere([]string{"messageId=" + sqsID, "route=orders"}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	w.Matches(deadletter.Letter{SQSID: sqsID, Class: "rejected"})
	if got, want := w.Hints(), []string{"no letter has a route"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
