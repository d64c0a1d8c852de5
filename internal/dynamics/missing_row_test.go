package dynamics_test

import (
	"encoding/json"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestIsRowMissing: a row that the message needs may come later. The user to act for, a
// table, and the row of a delete are no such rows.
func TestIsRowMissing(t *testing.T) {
	contact := func(data string, as operation.Impersonation) operation.Operation {
		return operation.Operation{Kind: operation.Create, EntitySet: "contacts", Row: byID(newID), Derived: true, Data: json.RawMessage(data), Impersonate: as}
	}
	const owned = `{"lastname":"x","ownerid@odata.bind":"/systemusers(` + noID + `)"}`
	ana, nobody := operation.Impersonation{SystemUserID: emulator.AnaID}, operation.Impersonation{SystemUserID: noID}
	for name, tt := range map[string]struct {
		op   operation.Operation
		want bool
	}{
		"a lookup":                        {contact(`{"lastname":"x","parentcustomerid_account@odata.bind":"/accounts(`+noID+`)"}`, operation.Impersonation{}), true},
		"a lookup by key":                 {contact(`{"lastname":"x","parentcustomerid_account@odata.bind":"/accounts(accountnumber='none')"}`, operation.Impersonation{}), true},
		"a lookup of a user":              {contact(owned, operation.Impersonation{}), true},
		"a lookup of a user, for another": {contact(owned, ana), true},
		"the user to act for":             {contact(`{"lastname":"x"}`, nobody), false},
		"a bound action":                  {operation.Operation{Kind: operation.Action, EntitySet: "contacts", Row: byID(noID), Action: "new_AddNoteToContact", Parameters: json.RawMessage(`{"NoteTitle":"t","NoteText":"x"}`)}, true},
		"a table":                         {operation.Operation{Kind: operation.Update, EntitySet: "nothings", Row: byID(noID), Data: json.RawMessage(`{"a":1}`)}, false},
		"a column":                        {contact(`{"nocolumn":"x"}`, operation.Impersonation{}), false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				_, err := e.client.Run(t.Context(), tt.op)
				checkClass(t, name, err, operation.Rejected)
				if got := dynamics.IsRowMissing(err); got != tt.want {
					t.Errorf("IsRowMissing = %v, want %v: %v", got, tt.want, err)
				}
			})
		})
	}
}
