package advice

import (
	"strings"
	"testing"

	"sns-dynamics/internal/operation"
)

// TestRedrive: nobody tries the message of a dead letter again, so its advice does not say so.
func TestRedrive(t *testing.T) {
	for _, tt := range []struct {
		class     operation.Class
		code, fix string
	}{
		{operation.Unavailable, "503", "redrive the dead letter when the cause is gone"},
		{operation.Unavailable, "unavailable", "redrive the dead letter when the cause is gone"},
		{operation.Unavailable, "429", "redrive the dead letter when the cause is gone; publish more slowly if it lasts"},
		{operation.Waiting, "waiting", "redrive the dead letter when the row is there"},
		{operation.Misconfigured, "misconfigured", "repair what its log line names in fix; then redrive the dead letter"},
		{operation.Misconfigured, "routes", "the reason names the place: correct the routes, and deploy them; then redrive the dead letter"},
		{operation.Unavailable, "lambda", "look in its log, repair what it names, then redrive"},
		{operation.Rejected, "key", "name the row by its id"},
	} {
		e, _ := Explain(tt.code)
		if got := Redrive(tt.class, e.Fix); got != tt.fix {
			t.Errorf("%s: %q, want %q", tt.code, got, tt.fix)
		}
	}
	for _, e := range Explanations() {
		if fix := Redrive(e.Class, e.Fix); strings.Contains(fix, "tried again") || strings.Contains(fix, "wait meanwhile") {
			t.Errorf("%s: %s", e.Code, fix)
		}
	}
}
