package dynamics_test

import (
	"fmt"
	"testing"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/operation"
)

// Every code with a class has an explanation, in every form of the code.
func TestEveryCodeIsExplained(t *testing.T) {
	check := func(form string, want operation.Class) {
		t.Helper()
		e, ok := advice.Explain(form)
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
		check(form, operation.Misconfigured)
	}
	for _, status := range []int{400, 401, 403, 404, 408, 412, 429, 500, 502, 503, 504} {
		check(fmt.Sprint(status), dynamics.ClassOf(&dynamics.Error{Status: status}))
	}
	// A code that is only a number decides nothing: the status decides.
	for _, code := range []string{"429", "0x1ad", "401"} {
		if got := dynamics.ClassOf(&dynamics.Error{Status: 400, Code: code}); got != operation.Rejected {
			t.Errorf("a 400 with code %s is %s", code, got)
		}
	}
	// A text that only looks like a status, or like a code of Dataverse, is no code.
	for _, form := range []string{
		"", "0x0", "0x8004ffff", "AADSTS1", "x", "0x193", "0x429", "-429", "0429", "4290", "AADSTS403", "200", "4",
		"004022080", "080040220", "180040220", "21477463360", "0002147746336", "80040220x", "deadbeef", "AADSTS80040220",
	} {
		if e, ok := advice.Explain(form); ok {
			t.Errorf("Explain(%q) = %q, want nothing", form, e.Code)
		}
	}
}
