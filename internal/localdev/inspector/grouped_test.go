package inspector

import (
	"strings"
	"testing"

	"sns-dynamics/internal/operator/deadletter"
)

// TestGrouped: letters with one reason have a heading that is true for each of them, and a place
// that all of them share.
func TestGrouped(t *testing.T) {
	const dead, one, two = "00000000-0000-4000-8000-00000000dead", "00000000-0000-4000-8000-0000000000f1", "00000000-0000-4000-8000-0000000000f2"
	gone := func(place, id string) Letter {
		return Letter{Letter: deadletter.Letter{Class: "rejected", Code: "0x80040217", Reason: place + ": 404 0x80040217 contact With Id = " + id + " Does Not Exist"}}
	}
	const create = "create: POST opportunities"
	update := "update: PATCH contacts(" + dead + ")"
	for name, tt := range map[string]struct {
		letters []Letter
		want    string
	}{
		"an update, and two creates that bind": {[]Letter{gone(update, dead), gone(create, one), gone(create, two)}, "3: contact With Id = … Does Not Exist at "},
		"two creates that bind":                {[]Letter{gone(create, one), gone(create, two)}, "2: contact With Id = … Does Not Exist at " + create},
		"a message and its replay":             {[]Letter{gone(update, dead), gone(update, dead)}, "2: contact With Id = 00000000… Does Not Exist at " + update},
		"other texts": {[]Letter{
			{Letter: deadletter.Letter{Reason: "decode: /a: unknown field; /b: missing"}}, {Letter: deadletter.Letter{Reason: "decode: /a: unknown field; /c: missing"}},
		}, "1: /a: unknown field at decode; 1: /a: unknown field at decode"},
	} {
		var got []string
		for _, g := range grouped(tt.letters) {
			got = append(got, string(rune('0'+len(g.Letters)))+": "+g.Reason.Clause()+" at "+g.Reason.Place)
		}
		if all := strings.Join(got, "; "); all != tt.want {
			t.Errorf("%s: %q, want %q", name, all, tt.want)
		}
	}
	risky := gone(update, dead)
	risky.Letter.RepeatRisk = "twice"
	if g := grouped([]Letter{gone(update, one), risky}); g[0].RepeatRisk != "" {
		t.Errorf("the risk of one letter is shown for all: %q", g[0].RepeatRisk)
	}
}
