package values_test

import (
	"encoding/json"
	"testing"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/operation"
)

// TestIsUnchanged compares values and not their texts.
func TestIsUnchanged(t *testing.T) {
	for _, tt := range []struct {
		kind, ours, row string
		want            bool
	}{
		{"Money", "1999.90", "1999.9", true},
		{"Money", "1999.91", "1999.9", false},
		{"Money", "0", "null", false},
		{"Decimal", "9007199254740993", "9007199254740992", false},
		{"Double", "1e2", "100", false}, // in doubt it is written
		{"Double", "1e2", "1e2", true},
		{"String", `"a"`, `"a"`, true},
		{"String", `"a"`, `"A"`, false},
		{"String", `"a\u0027"`, `"a'"`, true},
		{"String", `""`, "null", false},
		{"String", "null", "null", true},
		{"String", `"1"`, "1", false},
		{"Picklist", "1", "1", true},
		{"Boolean", "true", "true", true},
		{"Boolean", "false", "null", false},
		{"Boolean", "true", "false", false},
		{"MultiSelectPicklist", `"2,1"`, `"1, 2"`, true},
		{"MultiSelectPicklist", `"2"`, `"1,2"`, false},
		{"DateTime", `"2026-01-31T09:30:00+02:00"`, `"2026-01-31T07:30:00Z"`, true},
		{"DateTime", `"2026-01-31T09:30:00Z"`, `"2026-01-31T07:30:00Z"`, false},
		{"DateTime", `"2026-01-31"`, `"2026-01-31"`, true},
		{"Uniqueidentifier", `"2FD1A6D3-7d55-4c3e-9a0b-6f8a4e1c9b70"`, `"` + someID + `"`, true},
	} {
		f := operation.Field{Column: "c", Type: tt.kind, Value: json.RawMessage(tt.ours)}
		row := map[string]json.RawMessage{"c": json.RawMessage(tt.row)}
		if got := values.IsUnchanged(f, row); got != tt.want {
			t.Errorf("%s %s, the row holds %s: %v", tt.kind, tt.ours, tt.row, got)
		}
		f.IsUnreadable = true
		if values.IsUnchanged(f, row) || values.IsUnchanged(operation.Field{Column: "d", Value: f.Value}, row) {
			t.Errorf("%s %s: unchanged although the column was not read", tt.kind, tt.ours)
		}
	}
	lookup := operation.Field{Column: "c", Type: "Customer", Value: json.RawMessage(`"/accounts(` + someID + `)"`), ID: someID}
	for text, want := range map[string]bool{`"2FD1A6D3-7d55-4c3e-9a0b-6f8a4e1c9b70"`: true, `"` + otherID + `"`: false, "null": false} {
		if got := values.IsUnchanged(lookup, map[string]json.RawMessage{"_c_value": json.RawMessage(text)}); got != want {
			t.Errorf("lookup, the row holds %s: %v", text, got)
		}
	}
	lookup.Target = "account"
	for table, want := range map[string]bool{`"account"`: true, `"contact"`: false, "": false} {
		row := map[string]json.RawMessage{"_c_value": json.RawMessage(`"` + someID + `"`)}
		if table != "" {
			row["_c_value@"+values.TargetAnnotation] = json.RawMessage(table)
		}
		if got := values.IsUnchanged(lookup, row); got != want {
			t.Errorf("lookup of several tables, the row refers to the table %s: %v", table, got)
		}
	}
}
