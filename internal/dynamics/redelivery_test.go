package dynamics_test

import (
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
)

// If the older of two changes of one row or one link is delivered again after the newer
// change, it undoes the newer change: no fact in Dataverse shows that it ran before.
// docs/design.md does not promise otherwise. A sequence protects an update and an upsert.
func TestSecondDeliveryOfTheOlderChange(t *testing.T) {
	const (
		id    = "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"
		row   = `"entitySet":"accounts","id":"` + id + `"`
		link  = `"entitySet":"accounts","id":"` + emulator.AccountID + `","navigationProperty":"accountleads_association","related":{"entitySet":"leads","id":"` + emulator.LeadID + `"}`
		links = "accounts(" + emulator.AccountID + ")/accountleads_association?$select=leadid"
		rows  = "accounts?$select=name&$filter=accountid eq " + id
	)
	write := func(kind, name string) string {
		return `{"operation":"` + kind + `",` + row + `,"data":{"name":"` + name + `"}}`
	}
	numbered := func(text string, n int) string {
		return strings.TrimSuffix(text, "}") + fmt.Sprintf(`,"sequence":{"column":"description","value":"%d"}}`, n)
	}
	create, remove := write("create", "made"), `{"operation":"delete",`+row+`}`
	join, part := `{"operation":"associate",`+link+`}`, `{"operation":"disassociate",`+link+`}`
	for _, tt := range []struct {
		name                 string
		before, older, newer string
		again                dynamics.Outcome // of the older change
		look, want           string
	}{
		{"update, update", create, write("update", "older"), write("update", "newer"), dynamics.Done, rows, `"name":"older"`},
		{"upsert, upsert", "", write("upsert", "older"), write("upsert", "newer"), dynamics.Done, rows, `"name":"older"`},
		{"upsert, delete", "", write("upsert", "older"), remove, dynamics.Done, rows, `"name":"older"`},
		{"create, delete", "", create, remove, dynamics.Done, rows, `"name":"made"`},
		{"delete, create", create, remove, create, dynamics.Done, rows, `"value":[]`},
		{"associate, disassociate", "", join, part, dynamics.Done, links, `"leadid":"` + emulator.LeadID + `"`},
		{"disassociate, associate", join, part, join, dynamics.Done, links, `"value":[]`},
		{"update, update, in sequence", create, numbered(write("update", "older"), 1), numbered(write("update", "newer"), 2), dynamics.Stale, rows, `"name":"newer"`},
		{"upsert, upsert, in sequence", "", numbered(write("upsert", "older"), 1), numbered(write("upsert", "newer"), 2), dynamics.Stale, rows, `"name":"newer"`},
		{"delete, upsert, in sequence", create, numbered(remove, 1), numbered(write("upsert", "newer"), 2), dynamics.Stale, rows, `"name":"newer"`},
		{"upsert, delete, in sequence", "", numbered(write("upsert", "older"), 1), numbered(remove, 2), dynamics.Done, rows, `"name":"older"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				for n, text := range []string{tt.before, tt.older, tt.newer} {
					if text != "" {
						e.run(t, messageOperation(t, fmt.Sprint(n), text), dynamics.Done)
					}
				}
				e.run(t, messageOperation(t, "1", tt.older), tt.again)
				a, err := e.client.Do(t.Context(), dynamics.Request{Op: "look", Path: strings.ReplaceAll(tt.look, " ", "%20")})
				if err != nil || !strings.Contains(string(a.Body), tt.want) {
					t.Errorf("then %s, %v, want %s", a.Body, err, tt.want)
				}
			})
		})
	}
}
