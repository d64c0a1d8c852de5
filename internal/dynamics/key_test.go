package dynamics_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestKeyValues runs an upsert with every hostile key value. It must reach the row with
// exactly that value, or be refused with a clear reason.
func TestKeyValues(t *testing.T) {
	tests := []struct {
		name, value string
		refused     bool // refused because of the characters that Dataverse documents
	}{
		{"plain", "A-1001", false},
		{"an apostrophe", "O'Brien", false},
		{"only apostrophes", "'''", false},
		{"a way out of the quotes", "x') or (y='", false},
		{"two keys", "x',accountid='y", false},
		{"hash", "#1", false},
		{"parentheses", "(1)", false},
		{"blanks", " a b ", false},
		{"equals, comma and at", "a=b,c@d;e$f", false},
		{"emoji", "☕🥐", false},
		{"accents", "Zoë Müller", false},
		{"control characters", "a\x01\tb\x7f", false},
		{"an escape", "%41", true},
		{"slash", "a/b", true},
		{"a way up", "../contacts", true},
		{"question mark", "a?b", true},
		{"percent", "100%", true},
		{"ampersand", "a&b", true},
		{"plus", "a+b", true},
		{"colon", "a:b", true},
		{"star", "a*", true},
		{"backslash", `a\b`, true},
		{"angle brackets", "<a>", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				before, err := e.Rows("accounts")
				if err != nil {
					t.Fatal(err)
				}
				_, err = e.client.Run(t.Context(), operation.Operation{
					Kind: operation.Upsert, EntitySet: "accounts",
					Row: byKey("accountnumber", tt.value), Data: json.RawMessage(`{"fax":"1"}`),
				})
				rows, rowsErr := e.Rows("accounts")
				if rowsErr != nil {
					t.Fatal(rowsErr)
				}
				if tt.refused {
					if got := wantError(t, err); !strings.Contains(err.Error(), "accountnumber") || got.Status < 400 {
						t.Errorf("Run = %v, want a refusal that names the key column", err)
					}
					if len(rows) != len(before) {
						t.Errorf("a row was made: %s", rows[len(rows)-1])
					}
					return
				}
				if err != nil {
					t.Fatalf("Run: %v", err)
				}
				var row struct{ Accountnumber, Fax string }
				if err := json.Unmarshal(rows[len(rows)-1], &row); err != nil {
					t.Fatal(err)
				}
				if row.Accountnumber != tt.value || row.Fax != "1" || len(rows) != len(before)+1 {
					t.Errorf("row = %+v, want accountnumber %q", row, tt.value)
				}
			})
		})
	}
}

// FuzzKeyValue checks the URL for any value: one segment, with the whole value between its
// quotes.
func FuzzKeyValue(f *testing.F) {
	for _, value := range []string{"A-1001", "O'Brien", "a/b?c#d%e&f+g", "x') or (y='", "☕", "\x00\xff"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		row := byKey("accountnumber", value)
		var sent string
		client := newRecordingClient(t, &sent)
		_, _ = client.Run(t.Context(), operation.Operation{Kind: operation.Delete, EntitySet: "accounts", Row: row})
		checkSegment(t, sent, value)
	})
}

func TestKeyOfAUser(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		_, err := e.client.Run(t.Context(), operation.Operation{
			Kind: operation.Update, EntitySet: "systemusers",
			Row: byKey("azureactivedirectoryobjectid", emulator.AnaObjectID), Data: json.RawMessage(`{"title":"x"}`),
		})
		// Dataverse finds the row, and the privilege to write it is missing.
		if got := wantError(t, err); got.Status != 403 {
			t.Errorf("Run = %v, want 403", err)
		}
	})
}
