package doctor

import (
	"context"
	"slices"
	"testing"

	"sns-dynamics/internal/dynamics"
)

// TestActions: doctor does not suggest itself, and an error has an action.
func TestActions(t *testing.T) {
	for code, status := range map[string]int{"0x80095ffe": 403, "0x80072322": 429, "": 503} {
		got := actions(context.Background(), &dynamics.Error{Op: "WhoAmI", Status: status, Code: code})
		if len(got) == 0 || slices.Contains(got, "dynctl doctor") {
			t.Errorf("%d %s: %q", status, code, got)
		}
	}
}
