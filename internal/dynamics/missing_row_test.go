package dynamics_test

import (
	"encoding/json"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// TestIsRowMissing: a row that the message needs may be on its way; the user to act
// for, a table and the row of a delete are none.
func TestIsRowMissing(t *testing.T) {
	contact := func(data string, as dynamics.Impersonation) dynamics.Operation {
		return dynamics.Operation{Kind: dynamics.Create, EntitySet: "contacts", Row: byID(newID), Derived: true, Data: json.RawMessage(data), Impersonate: as}
	}
	const owned = `{"lastname":"x","ownerid@odata.bind":"/systemusers(` + noID + `)"}`
	ana, nobody := dynamics.Impersonation{SystemUserID: dynamicstest.AnaID}, dynamics.Impersonation{SystemUserID: noID}
	for name, tt := range map[string]struct {
		op   dynamics.Operation
		want bool
	}{
		"a lookup":                        {contact(`{"lastname":"x","parentcustomerid_account@odata.bind":"/accounts(`+noID+`)"}`, dynamics.Impersonation{}), true},
		"a lookup by key":                 {contact(`{"lastname":"x","parentcustomerid_account@odata.bind":"/accounts(accountnumber='none')"}`, dynamics.Impersonation{}), true},
		"a lookup of a user":              {contact(owned, dynamics.Impersonation{}), true},
		"a lookup of a user, for another": {contact(owned, ana), true},
		"the user to act for":             {contact(`{"lastname":"x"}`, nobody), false},
		"a bound action":                  {dynamics.Operation{Kind: dynamics.Action, EntitySet: "contacts", Row: byID(noID), Action: "new_AddNoteToContact", Parameters: json.RawMessage(`{"NoteTitle":"t","NoteText":"x"}`)}, true},
		"a table":                         {dynamics.Operation{Kind: dynamics.Update, EntitySet: "nothings", Row: byID(noID), Data: json.RawMessage(`{"a":1}`)}, false},
		"a column":                        {contact(`{"nocolumn":"x"}`, dynamics.Impersonation{}), false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				_, err := e.client.Run(t.Context(), tt.op)
				checkClass(t, name, err, dynamics.Rejected)
				if got := dynamics.IsRowMissing(err); got != tt.want {
					t.Errorf("IsRowMissing = %v, want %v: %v", got, tt.want, err)
				}
			})
		})
	}
}
