package inprocess

import (
	"encoding/json"
	"testing"

	"sns-dynamics/internal/operator/routes"
)

// TestSamplesOf: the messages of tests that need no attributes are samples of the inspector.
func TestSamplesOf(t *testing.T) {
	got := samplesOf([]routes.Test{
		{Name: "an order", Message: json.RawMessage(`{"type":"OrderPlaced"}`)}, {Name: "of a region", Attributes: map[string]any{"region": "emea"}}, {Name: "of a topic", TopicARN: "x"},
	})
	if len(got) != 1 || got[0].Name != "an order" || got[0].Group != "Routes" || got[0].Text != `{"type":"OrderPlaced"}` {
		t.Errorf("samples = %+v", got)
	}
}
