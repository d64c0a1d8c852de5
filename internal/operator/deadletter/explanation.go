package deadletter

import (
	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/operation"
)

// Explanation explains the reason of a letter and what to do about it: by its code and text if
// they are known, or else by its class, or else by its source. The command may be empty. The
// advice is for a dead letter: nobody tries its message again.
func (l Letter) Explanation() advice.Explanation {
	e := l.explanation()
	e.Fix = advice.Redrive(operation.Class(l.Class), e.Fix)
	return e
}

func (l Letter) explanation() advice.Explanation {
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
