package advice

import (
	"slices"

	"sns-dynamics/internal/operation"
)

// For returns what to do about a failure. It is empty for a failure that passes without
// help, and for a failure with nothing known about it.
func For(f operation.Failure) string {
	if f.Class == "" || f.Class == operation.Unavailable {
		return ""
	}
	for _, c := range slices.Concat(Causes(f.Code), Causes(f.Fallback)) {
		if f.Cause != "" && c.Says == f.Cause {
			return c.Fix
		}
	}
	if e, ok := ExplainFailure(f.Class, f.Code); ok {
		return e.Fix
	}
	if f.Class == operation.Rejected {
		return ""
	}
	e, _ := Explain(f.Fallback) // a test looks each of them up
	return e.Fix
}
