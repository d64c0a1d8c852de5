package advice

import (
	"slices"
	"strings"

	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// Explanation says what a code means, and what to do about it.
type Explanation struct {
	// Code is a code of Dataverse, such as 0x80040217, a code of Microsoft Entra ID, such
	// as AADSTS7000215, a class, another word of this program, or an HTTP status, such as
	// 429.
	Code string `json:"code"`
	// Name is Microsoft's name for the code; empty if the code has no name.
	Name string `json:"name,omitempty"`
	// Class is the class of the code, with any status.
	Class operation.Class `json:"class"`
	// Means says what happened, and Fix says what to do.
	Means string `json:"means"`
	Fix   string `json:"fix"`
	// Command is the command that helps; empty if no command helps.
	Command string `json:"command,omitempty"`
}

// Explain looks up a code. It reads all forms in which codes are written: 0x80040217 in
// either case and without 0x, the same number as a decimal with or without its sign,
// AADSTS7000215 with or without its letters, a class, another word of this program, and
// an HTTP status.
func Explain(code string) (Explanation, bool) {
	wanted := errorcode.Canonical(code)
	for _, e := range slices.Concat(words(), ofAssertions(), statuses()) {
		if strings.ToLower(e.Code) == wanted {
			return e, true
		}
	}
	known, ok := errorcode.Lookup(code)
	if !ok {
		return Explanation{}, false
	}
	for _, e := range entries() {
		if e.code == known.Code {
			return e.explanation(known), true
		}
	}
	return Explanation{}, false
}

// Find looks up a code as [Explain] does, or Microsoft's name for a code, regardless of case.
// Some names stand for two codes.
func Find(text string) []Explanation {
	if e, ok := Explain(text); ok {
		return []Explanation{e}
	}
	var all []Explanation
	for _, e := range Explanations() {
		if e.Name != "" && strings.EqualFold(e.Name, strings.TrimSpace(text)) {
			all = append(all, e)
		}
	}
	return all
}

// ExplainFailure looks up a failure by its class and code. The class changes the meaning
// of the code if an action may have run, if the message waits for a row, or if the code
// is about the user of an impersonation.
func ExplainFailure(class operation.Class, code string) (Explanation, bool) {
	switch {
	case class == operation.Unknown, class == operation.Waiting:
		return Explain(string(class))
	case class == operation.Rejected && errorcode.IsAboutUser(code):
		return Explain("impersonated")
	}
	return Explain(code)
}

// ExplainReason looks up a failure like [ExplainFailure]. If the words of the reason
// tell the cause, as in [Causes], it returns the meaning of that cause.
func ExplainReason(class operation.Class, code, reason string) (Explanation, bool) {
	e, ok := ExplainFailure(class, code)
	if c := errorcode.FindCause(code, 0, reason); ok && c.Means != "" && class != operation.Unknown {
		e.Means, e.Fix = c.Means, fixOf(c)
	}
	return e, ok
}

// Explanations returns all explanations, in the order of their subjects.
func Explanations() []Explanation {
	all := slices.Concat(words(), ofAssertions(), statuses())
	known := map[string]errorcode.Code{}
	for _, c := range errorcode.Codes() {
		known[c.Code] = c
	}
	for _, e := range entries() {
		all = append(all, e.explanation(known[e.code]))
	}
	return all
}
