package operation_test

import (
	"testing"

	"sns-dynamics/internal/operation"
)

// TestHasColumn: a name may be escaped in the data, and may stand in a value.
func TestHasColumn(t *testing.T) {
	for data, want := range map[string]bool{
		`{"accountid":"x"}`: true, `{"\u0061ccountid":"x"}`: true, `{"name":"accountid"}`: false, `{"name":"\u0061"}`: false,
		`{"name":{"accountid":1}}`: false, `{}`: false, ``: false,
	} {
		op := operation.Operation{Data: []byte(data)}
		if got := op.HasColumn("accountid"); got != want {
			t.Errorf("%s has the column: %t, want %t", data, got, want)
		}
	}
}
