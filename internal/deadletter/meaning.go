package deadletter

import "sns-dynamics/internal/dynamics"

// Meaning says what a letter's reason means, and what to do about it: by its code
// where that is known, else by what put the letter here. The command may be empty.
func (l Letter) Meaning() dynamics.Explanation {
	const trace = "dynctl trace" // of the letter's MessageID
	if e, ok := dynamics.Explain(l.Code); ok {
		return e
	}
	e := dynamics.Explanation{Code: l.Code, Class: dynamics.Class(l.Class)}
	switch l.Source {
	case Function:
		e.Means, e.Fix = meaningOfClass(l)
	case Lambda:
		e.Means, e.Fix = "the function could not say what became of the message", "look in its log, mend that, then redrive"
		e.Command = trace
	case Subscription:
		e.Means = "SNS could not reach the function or the queue: it was missing, or its permission was"
		e.Fix, e.Command = "put the stack in order, then redrive", "dynctl doctor"
	case Queue:
		e.Means = "it was tried for at least 24 hours, and the outage, or the set-up to mend, lasted"
		e.Fix, e.Command = "look in the log for the class and the error of its tries; redrive when the cause is gone", trace
	default:
		e.Means = "nothing of this system wrote it: no envelope, no record of Lambda's, and no redrive policy moved it here"
		e.Fix = "find out who sends to this queue; export it if it matters, and purge it"
	}
	return e
}

func meaningOfClass(l Letter) (means, fix string) {
	switch dynamics.Class(l.Class) {
	case dynamics.Rejected:
		if l.Status == 0 {
			return "the message is not one that can be run, whatever Dataverse holds", "correct the publisher and publish again; purge this one"
		}
		return "Dataverse refused it, and will again unless what it refers to is changed", "change that, then redrive; or correct the publisher, publish again and purge this one"
	case dynamics.Unknown:
		return "an action was sent and no answer came: it may have run", "look in Dataverse whether it did; purge if so, else redrive with --include-actions"
	}
	return "the message is fine, and its try failed", "redrive when the cause is gone"
}
