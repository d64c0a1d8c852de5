package deadletter

import "sns-dynamics/internal/dynamics"

// Meaning says what a letter's reason means, and what to do about it: by its code
// and its words where they are known, else by its class, else by what put the letter here. The
// command may be empty.
func (l Letter) Meaning() dynamics.Explanation {
	// A subscription's code may be the status that SNS was told, not one of Dataverse.
	if e, ok := dynamics.ExplainReason(dynamics.Class(l.Class), l.Code, l.Reason); ok && l.Source != Subscription {
		return e
	}
	word := string(l.Source)
	if l.Source == Function {
		word = l.Class
	}
	if e, ok := dynamics.Explain(word); ok && l.Source != Unknown {
		return e
	}
	e, _ := dynamics.Explain("stray")
	return e
}
