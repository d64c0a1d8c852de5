package check_test

import (
	"slices"
	"testing"

	"sns-dynamics/internal/operator/check"
)

// TestCheckPrimaryKey is about a primary key whose name does not follow from the entity
// set. The decoder accepts it.
func TestCheckPrimaryKey(t *testing.T) {
	m := &check.Model{
		Sets: map[string]string{"people": "person"},
		Types: map[string]*check.Type{
			"base":   {Kind: check.Entity, ID: "personid", Columns: map[string]check.Column{"personid": {Type: "Edm.Guid"}, "name": {Type: "Edm.String"}}},
			"person": {Kind: check.Entity, Base: "base"},
		},
	}
	const other = "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b71"
	for message, want := range map[string]string{
		`{"operation":"create","entitySet":"people","data":{"personid":"` + someID + `"}}`:                       "/data/personid: not allowed: name the row that is to be made by /id",
		`{"operation":"create","entitySet":"people","id":"` + someID + `","data":{"personid":"` + other + `"}}`:  "/data/personid: expected the row of /id, or no such column",
		`{"operation":"update","entitySet":"people","id":"` + someID + `","data":{"personid":"` + other + `"}}`:  "/data/personid: expected the row of /id, or no such column",
		`{"operation":"update","entitySet":"people","id":"` + someID + `","data":{"personid":"` + someID + `"}}`: "",
		`{"operation":"update","entitySet":"people","id":"` + someID + `","data":{"name":"x"}}`:                  "",
	} {
		got := problems(t, m, message)
		if want == "" && got != nil || want != "" && !slices.Equal(got, []string{want}) {
			t.Errorf("Check(%s) = %v, want %q", message, got, want)
		}
	}
}
