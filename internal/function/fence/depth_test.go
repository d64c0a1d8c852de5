package fence_test

import (
	"strings"
	"testing"
)

// TestDepth wants related rows that nest too deeply to be refused.
func TestDepth(t *testing.T) {
	nested := func(depth int) string {
		return `{"operation":"create","entitySet":"contacts","data":` + strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth) + `}`
	}
	bubble(t, func(t *testing.T, e *environment) {
		f := fenceOf(t, templateDefaults())
		if got := e.check(t, f, nested(60)); got != "" {
			t.Errorf("60 deep: %s", got)
		}
		if got := e.check(t, f, nested(9000)); !strings.Contains(got, "related rows") {
			t.Errorf("9000 deep: %q, want a refusal", got)
		}
	})
}
