package advice

import (
	"strings"

	"sns-dynamics/internal/operation"
)

// Redrive returns the advice about the dead letter of a message that failed for a reason that may
// pass: nobody tries the message again. fix is the advice about the failure; it may be empty. The
// advice about another class stays the same.
func Redrive(class operation.Class, fix string) string {
	const gone, there = "redrive the dead letter when the cause is gone", "redrive the dead letter when the row is there"
	waiting, _ := Explain(string(operation.Waiting)) // a test looks each of the words up
	switch {
	case strings.Contains(fix, "redrive"):
		return fix
	case class == operation.Waiting && (fix == "" || fix == waiting.Fix):
		return there
	case class == operation.Unavailable:
		_, more, _ := strings.Cut(strings.TrimPrefix(fix, itWaits), "; ")
		if more == "" {
			return gone
		}
		return gone + "; " + more
	case class == operation.Misconfigured || class == operation.Waiting:
		for _, wait := range []string{"; messages wait meanwhile", "; the messages wait"} {
			fix = strings.TrimSuffix(fix, wait)
		}
		if fix == "" {
			return gone
		}
		return fix + "; then redrive the dead letter"
	}
	return fix
}
