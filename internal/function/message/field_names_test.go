package message

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"
)

// TestOperationFields: the fields that the decoder suggests are the fields of the schema.
func TestOperationFields(t *testing.T) {
	text, err := os.ReadFile("../../../schema/operation.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]any
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	want := append(slices.Collect(maps.Keys(schema.Properties)), "contentId") // of a part of a batch
	slices.Sort(want)
	if got := slices.Sorted(slices.Values(operationFields())); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
