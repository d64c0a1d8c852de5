package dynamics

import (
	"fmt"
	"strconv"
	"strings"
)

// Explanation says what a code means here, and what to do about it.
type Explanation struct {
	// Code is one of Dataverse, such as 0x80040217, or of Microsoft Entra ID, such
	// as AADSTS7000215; or it is a class, another word of this program's own, or an
	// HTTP status, such as 429.
	Code string `json:"code"`
	// Name is Microsoft's name for the code, where it has one.
	Name string `json:"name,omitempty"`
	// Class is that of the code, whatever status comes with it.
	Class Class `json:"class"`
	// Means is what happened, and Fix what to do.
	Means string `json:"means"`
	Fix   string `json:"fix"`
	// Command is the command that helps; empty where none does.
	Command string `json:"command,omitempty"`
}

// Explain looks up a code in any of the forms in which it comes: 0x80040217 in
// either case and without 0x, the same as a decimal with or without its sign,
// AADSTS7000215 with or without its letters, a class, or an HTTP status.
func Explain(code string) (Explanation, bool) {
	wanted := strings.ToLower(strings.TrimSpace(code))
	if n := anyCodeNumber(wanted); n>>31 == 1 {
		wanted = fmt.Sprintf("0x%08x", n)
	}
	for _, e := range explanations() {
		known := strings.ToLower(e.Code)
		if known == wanted || known == "aadsts"+wanted {
			return e, true
		}
	}
	return Explanation{}, false
}

// ExplainFailure looks up a failure by its class and code: the code means something
// else where an action may have run, or where it is about the user acted for.
func ExplainFailure(class Class, code string) (Explanation, bool) {
	switch {
	case class == Unknown, class == Waiting:
		return Explain(string(class))
	case class == Rejected && isAboutTheCaller(code):
		return Explain("impersonated")
	}
	return Explain(code)
}

// ExplainReason looks up a failure as [ExplainFailure] does, and says what is meant
// in particular where the words of the reason tell, as in [Causes].
func ExplainReason(class Class, code, reason string) (Explanation, bool) {
	e, ok := ExplainFailure(class, code)
	if c := causeOf(code, 0, reason); ok && c.Means != "" && class != Unknown {
		e.Means, e.Fix = c.Means, c.Fix
	}
	return e, ok
}

// anyCodeNumber also reads what people copy from elsewhere: eight hexadecimal
// digits alone, and an unsigned decimal, which has ten.
func anyCodeNumber(code string) uint32 {
	base, ok := map[int]int{8: 16, 10: 10}[len(code)]
	if n, err := strconv.ParseUint(code, base, 32); ok && err == nil {
		return uint32(n)
	}
	return codeNumber(code)
}

// Explanations returns all that can be looked up, in the order of their subjects.
func Explanations() []Explanation { return explanations() }
