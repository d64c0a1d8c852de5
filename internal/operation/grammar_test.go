package operation_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/operation"
)

func TestGrammar(t *testing.T) {
	tests := []struct {
		name      string
		grammar   func(string) bool
		good, bad []string
	}{
		{
			"IsName", operation.IsName,
			[]string{"contacts", "new_Order2s", "_x", "A", strings.Repeat("a", 128)},
			[]string{"", "2x", "a b", "a-b", "a/b", "a(b", "a.b", "a'b", "a%2f", "ä", "a\n", "a\x00", strings.Repeat("a", 129)},
		},
		{
			"IsActionName", operation.IsActionName,
			[]string{"WinOpportunity", "Microsoft.Dynamics.CRM.WinOpportunity"},
			[]string{"", ".", "A.", ".A", "A..B", "A/B", "A.B()", strings.Repeat("a.", 128) + "a"},
		},
		{
			"IsGUID", operation.IsGUID,
			[]string{"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70", "2FD1A6D3-7D55-4C3E-9A0B-6F8A4E1C9B70"},
			[]string{
				"", "{2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70}", "2fd1a6d37d554c3e9a0b6f8a4e1c9b70",
				"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b7g", "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b7@",
				"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b7", "2fd1a6d3_7d55-4c3e-9a0b-6f8a4e1c9b70",
			},
		},
		{
			"IsETag", operation.IsETag,
			[]string{`W/"470867"`, `"1"`, `""`},
			[]string{"", "*", `"`, `W/`, `470867`, `W/"a"b"`, `W/"a b"`, "W/\"1\"\r\nX: y", `"` + strings.Repeat("1", 255) + `"`},
		},
		{
			"IsEmail", operation.IsEmail,
			[]string{"ana@contoso.example", "o'brien+x@a.b", "ü@ü"},
			[]string{"", "@", "a@", "@b", "a b@c", "a@b@c", "a\x00@b", "a@b\n", strings.Repeat("a", 320) + "@b"},
		},
		{
			"IsGUIDColumn", operation.IsGUIDColumn,
			[]string{"_primarycontactid_value", "azureactivedirectoryobjectid"},
			[]string{"", "__value", "_value", "accountnumber", "_x", "x_value"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, s := range tt.good {
				if !tt.grammar(s) {
					t.Errorf("%s(%q) = false, want true", tt.name, s)
				}
			}
			for _, s := range tt.bad {
				if tt.grammar(s) {
					t.Errorf("%s(%q) = true, want false", tt.name, s)
				}
			}
		})
	}
}
