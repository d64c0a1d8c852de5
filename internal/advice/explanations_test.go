package advice_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/errorcode"
)

func TestExplanationsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range advice.Explanations() {
		if seen[e.Code] {
			t.Errorf("%s is explained twice", e.Code)
		}
		seen[e.Code] = true
		if e.Class == "" || e.Means == "" || e.Fix == "" || strings.ContainsAny(e.Means+e.Fix+e.Command, "\r\n") {
			t.Errorf("%+v: want class, meaning and fix, a line each", e)
		}
		if e.Command != "" && !strings.HasPrefix(e.Command, "dynctl ") {
			t.Errorf("%s: the command %q is not a command of dynctl", e.Code, e.Command)
		}
		if strings.HasPrefix(e.Code, "0x") && e.Name == "" {
			t.Errorf("%s has no name", e.Code)
		}
	}
	for _, word := range []string{"certificate", "decode", "email", "federation", "foreign", "impersonated", "lambda", "misconfigured", "network", "queue", "refused", "rejected", "secret", "sequence", "sequence-row", "sign-in", "stray", "subscription", "too-long", "unavailable", "undecided", "unknown"} {
		if !seen[word] {
			t.Errorf("%s is not explained", word)
		}
	}
}

// Every known code has an explanation, and every known cause says what to do.
func TestEveryKnownCodeIsExplained(t *testing.T) {
	for _, c := range errorcode.Codes() {
		e, ok := advice.Explain(c.Code)
		if !ok || e.Name != c.Name || e.Class != c.Class {
			t.Errorf("Explain(%s) = %+v, want name %q and class %s", c.Code, e, c.Name, c.Class)
		}
		for _, cause := range advice.Causes(c.Code) {
			if cause.Fix == "" {
				t.Errorf("%s: the cause %q has no fix", c.Code, cause.Means)
			}
		}
	}
	if all := advice.Causes("403"); len(all) == 0 || all[0].Fix == "" {
		t.Errorf("causes of a 403: %v, want one with its fix", all)
	}
}
