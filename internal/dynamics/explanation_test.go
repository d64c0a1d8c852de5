package dynamics_test

import (
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
)

// Whatever has a class has an explanation, under every form of its code.
func TestEveryCodeIsExplained(t *testing.T) {
	check := func(form string, want dynamics.Class) {
		t.Helper()
		e, ok := dynamics.Explain(form)
		if !ok || e.Class != want {
			t.Errorf("Explain(%q) = %q of class %q, want class %s", form, e.Code, e.Class, want)
		}
	}
	for want, codes := range classes {
		check(string(want), want)
		for _, code := range codes {
			for _, form := range []string{fmt.Sprintf("0x%08x", code), fmt.Sprintf(" 0X%08X", code), fmt.Sprint(int32(code)), fmt.Sprintf("%08X", code), fmt.Sprint(code)} {
				check(form, want)
			}
		}
	}
	for _, form := range []string{"AADSTS7000222", "aadsts7000222", "7000222"} {
		check(form, dynamics.Misconfigured)
	}
	for _, status := range []int{400, 401, 403, 404, 408, 412, 429, 500, 502, 503, 504} {
		check(fmt.Sprint(status), dynamics.ClassOf(&dynamics.Error{Status: status}))
	}
	// A code that is a number decides nothing: the status does.
	for _, code := range []string{"429", "0x1ad", "401"} {
		if got := dynamics.ClassOf(&dynamics.Error{Status: 400, Code: code}); got != dynamics.Rejected {
			t.Errorf("a 400 with code %s is %s", code, got)
		}
	}
	// What only looks like a status, or like a code of Dataverse, is none.
	for _, form := range []string{
		"", "0x0", "0x8004ffff", "AADSTS1", "x", "0x193", "0x429", "-429", "0429", "4290", "AADSTS403", "200", "4",
		"004022080", "080040220", "180040220", "21477463360", "0002147746336", "80040220x", "deadbeef", "AADSTS80040220",
	} {
		if e, ok := dynamics.Explain(form); ok {
			t.Errorf("Explain(%q) = %q, want nothing", form, e.Code)
		}
	}
}

func TestExplanationsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range dynamics.Explanations() {
		if seen[e.Code] {
			t.Errorf("%s is explained twice", e.Code)
		}
		seen[e.Code] = true
		if e.Class == "" || e.Means == "" || e.Fix == "" || strings.ContainsAny(e.Means+e.Fix+e.Command, "\r\n") {
			t.Errorf("%+v: want class, meaning and fix, a line each", e)
		}
		if e.Command != "" && !strings.HasPrefix(e.Command, "dynctl ") {
			t.Errorf("%s: the command %q is none of dynctl", e.Code, e.Command)
		}
		if strings.HasPrefix(e.Code, "0x") && e.Name == "" {
			t.Errorf("%s has no name", e.Code)
		}
	}
	for _, word := range []string{"decode", "email", "foreign", "impersonated", "lambda", "misconfigured", "queue", "refused", "rejected", "secret", "sequence", "sequence-row", "sign-in", "stray", "subscription", "too-long", "unavailable", "unknown"} {
		if !seen[word] {
			t.Errorf("%s is not explained", word)
		}
	}
}
