package cli_test

import (
	"slices"
	"testing"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics"
)

// TestAdvice: a command that slows down the publishers does not repair a request of the command
// itself.
func TestAdvice(t *testing.T) {
	for code, want := range map[string]struct {
		status   int
		commands []string
	}{
		"0x80072322": {429, nil},
		"0x80095ffe": {403, []string{"dynctl doctor"}},
	} {
		got := cli.Advice(&dynamics.Error{Op: "WhoAmI", Status: want.status, Code: code})
		if len(got) > 0 {
			got = got[1:] // the advice
		}
		if !slices.Equal(got, want.commands) {
			t.Errorf("%s: the commands are %q, want %q", code, got, want.commands)
		}
	}
}
