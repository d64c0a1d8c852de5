package deadletter

import (
	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/operation"
)

// Meaning explains the reason of a letter and what to do about it: by its code and text if
// they are known, or else by its class, or else by its source. The command may be empty.
func (l Letter) Explanation() advice.Explanation {
	// The code of a subscription can be an HTTP status that SNS received, not Dataverse's.
	if e, ok := advice.ExplainReason(operation.Class(l.Class), l.Code, l.Reason); ok && l.Source != Subscription {
		return e
	}
	word := string(l.Source)
	if l.Source == Function {
		word = l.Class
	}
	if e, ok := advice.Explain(word); ok && l.Source != Unknown {
		return e
	}
	e, _ := advice.Explain("stray")
	return e
}
