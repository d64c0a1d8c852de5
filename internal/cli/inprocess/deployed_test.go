package inprocess

import (
	"encoding/json"
	"testing"

	"sns-dynamics/internal/function/message"
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

// TestSamplesOfRoutes: with routes, the samples are the messages of the tests, and the plain
// operations that a route takes. An ignored message has no problem, and the messages of another
// route have the problem of its mapping.
func TestSamplesOfRoutes(t *testing.T) {
	f, err := ReadRoutes("../../../examples/routes")
	if err != nil {
		t.Fatal(err)
	}
	var d Deployed
	plain, err := sampleMessages()
	if err != nil {
		t.Fatal(err)
	}
	if got := d.taken(plain); len(got) != len(plain) {
		t.Errorf("%d of %d samples without routes", len(got), len(plain))
	}
	d.Use(f)
	if got := d.taken(plain); len(got) != 0 {
		t.Errorf("%d samples that no route takes, such as %s", len(got), got[0].Name)
	}
	for _, tt := range f.Tests {
		made := d.resolve(message.Envelope{Message: string(tt.Message)})
		if hasProblem := made.Problem != ""; hasProblem != tt.Fails() || made.Problem == "" && made.Message == "" && !made.IsIgnored {
			t.Errorf("%s: %+v", tt.Name, made)
		}
	}
}
