package advice_test

import (
	"slices"
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

// TestFind: a name of Microsoft finds its codes.
func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"IsvAborted": "0x80040265", "ISVABORTED": "0x80040265", "0x80040265": "0x80040265", " isvaborted ": "0x80040265",
		"AccessDenied": "0x80048306 0x80048405", "": "", "NoSuchName": "", "rejected": "rejected",
	} {
		var codes []string
		for _, e := range advice.Find(text) {
			codes = append(codes, e.Code)
		}
		slices.Sort(codes)
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("Find(%q) = %s, want %s", text, got, want)
		}
	}
}

// TestCommandsDoNotWait: a suggested command reads a file, and waits for no standard input.
func TestCommandsDoNotWait(t *testing.T) {
	for _, e := range advice.Explanations() {
		if strings.HasSuffix(e.Command, " -") {
			t.Errorf("%s suggests %q, which waits for standard input", e.Code, e.Command)
		}
	}
}

// TestOneWord: a person repairs a set-up; the texts have no other word for it.
func TestOneWord(t *testing.T) {
	for _, e := range advice.Explanations() {
		if text := e.Means + "; " + e.Fix; strings.Contains(text, "mend") && !strings.Contains(text, "recommend") {
			t.Errorf("%s: write repair, not mend: %s", e.Code, text)
		}
	}
}
