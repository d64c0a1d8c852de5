package worlds

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestStrip: each cut finds its part in the current template, and leaves no trace of the
// part.
func TestStrip(t *testing.T) {
	text, err := os.ReadFile("../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	stripped, err := Strip(text, Cuts(nil))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Parameters map[string]struct{ Default any }
		Resources  map[string]struct {
			Type       string
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(stripped, &got); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"DenyPlaintext", `"Metrics"`, "QueueStalledAlarm", `{"Ref":"MaximumConcurrency"}`} {
		if strings.Contains(string(stripped), gone) {
			t.Errorf("the stripped template has %s", gone)
		}
	}
	for _, left := range []string{"OwnerPublishes", "TopicSends", "QueueAgeAlarm", "${MaximumConcurrency}"} {
		if !strings.Contains(string(stripped), left) {
			t.Errorf("the stripped template has no %s", left)
		}
	}
	scaling, _ := json.Marshal(got.Resources["QueueMapping"].Properties["ScalingConfig"])
	if string(scaling) != `{"MaximumConcurrency":10}` {
		t.Errorf("ScalingConfig = %s, want the parameter's default", scaling)
	}
	stripped, err = Strip(text, Cuts(map[string]int{"MaximumConcurrency": 3}))
	if err != nil || !strings.Contains(string(stripped), `"ScalingConfig":{"MaximumConcurrency":3}`) {
		t.Errorf("MaximumConcurrency is not the given 3: %v", err)
	}
}

// TestStripRefuses: an obsolete cut fails.
func TestStripRefuses(t *testing.T) {
	for _, c := range Cuts(nil) {
		_, err := Strip([]byte("Resources: {Topic: {Type: AWS::SNS::Topic}}"), []Cut{c})
		if err == nil || !strings.HasSuffix(err.Error(), "it has no "+c.Name+": remove the cut") {
			t.Errorf("%s: %v, want an error that says what to remove", c.Name, err)
		}
	}
	if _, err := Strip([]byte("\t"), nil); err == nil {
		t.Error("a text that is not YAML was stripped")
	}
}
