package setup_test

import (
	"slices"
	"testing"

	"sns-dynamics/internal/operator/setup"
)

// TestSetUpOfLeastPrivilege wants no privilege to delete, to assign and to act for a user unless
// it is asked for.
func TestSetUpOfLeastPrivilege(t *testing.T) {
	bubble(t, func(o *administration) {
		u := setup.AppUser{ClientID: another, Tables: []string{"contacts"}}
		outcome, _, err := o.setUp(u)
		want := []string{"prvReadEntity", "prvReadUser", "prvCreateContact", "prvReadContact", "prvWriteContact", "prvAppendContact", "prvAppendToContact"}
		if err != nil || !slices.Equal(outcome.Privileges, want) {
			t.Fatalf("privileges %q, %v, want %q", outcome.Privileges, err, want)
		}
		u.MayDelete, u.MayImpersonate = true, true
		outcome, writes, err := o.setUp(u)
		if err != nil || writes != 1 || !slices.Contains(outcome.Privileges, "prvDeleteContact") || !slices.Contains(outcome.Privileges, "prvActOnBehalfOfAnotherUser") || slices.Contains(outcome.Privileges, "prvAssignContact") {
			t.Errorf("with two more: %q after %d writes, %v", outcome.Privileges, writes, err)
		}
	})
}
