package errorcode_test

import (
	"testing"

	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// All forms of a code give the same code and the same class.
func TestFormsOfACode(t *testing.T) {
	for _, form := range []string{"0x80040237", " 0X80040237", "80040237", "-2147220937", "2147746359"} {
		if got := errorcode.Canonical(form); got != "0x80040237" {
			t.Errorf("Canonical(%q) = %q", form, got)
		}
		if got, ok := errorcode.Lookup(form); !ok || got.Name != "DuplicateRecord" || got.Class != operation.Rejected {
			t.Errorf("Lookup(%q) = %+v, %t", form, got, ok)
		}
	}
	for _, form := range []string{"AADSTS90033", "aadsts90033", "90033"} {
		if got, ok := errorcode.Lookup(form); !ok || got.Class != operation.Unavailable {
			t.Errorf("Lookup(%q) = %+v, %t", form, got, ok)
		}
	}
	for _, form := range []string{"", "x", "404", "0x0"} {
		if got, ok := errorcode.Lookup(form); ok {
			t.Errorf("Lookup(%q) = %+v, want nothing", form, got)
		}
		if _, ok := errorcode.ClassOf(form); ok {
			t.Errorf("ClassOf(%q) has a class", form)
		}
	}
}

func TestNoCodeTwice(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range errorcode.Codes() {
		if seen[c.Code] {
			t.Errorf("%s is listed twice", c.Code)
		}
		seen[c.Code] = true
	}
}

func TestCauseOfUnknownColumn(t *testing.T) {
	const message = "Could not find a property named 'x' on type 'Microsoft.Dynamics.CRM.account'."
	for _, code := range []string{"0x0", "0X0", "0x80060888"} {
		if got := errorcode.FindCause(code, 400, message); got.Means != "there is no such column" {
			t.Errorf("FindCause(%q) = %+v", code, got)
		}
	}
	for _, code := range []string{"", "0", "0x80060890"} {
		if got := errorcode.FindCause(code, 400, message); got != (errorcode.Cause{}) {
			t.Errorf("FindCause(%q) = %+v, want no cause", code, got)
		}
	}
}
