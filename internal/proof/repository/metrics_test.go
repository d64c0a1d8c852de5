package repository

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/metrics"
)

// TestOperationsAreMeasured: each operation of the schema is a value of the metrics'
// dimension. Another operation would count as undecoded.
func TestOperationsAreMeasured(t *testing.T) {
	var schema struct {
		Properties struct{ Operation struct{ Enum []string } }
	}
	if err := json.Unmarshal([]byte(read(t, "schema/operation.schema.json")), &schema); err != nil {
		t.Fatal(err)
	}
	want := append(slices.Clone(schema.Properties.Operation.Enum), metrics.Undecoded)
	if diff := cmp.Diff(want, metrics.Operations()); diff != "" {
		t.Errorf("operations (-schema +metrics):\n%s", diff)
	}
}
