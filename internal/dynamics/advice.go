package dynamics

import (
	"errors"
	"net/http"
)

// Advice says what to do about an error of [Client.Run]; it is empty for one that
// passes by itself, and where nothing is known.
func Advice(err error) string {
	if err == nil {
		return ""
	}
	class := ClassOf(err)
	e, ok := errors.AsType[*Error](err)
	switch {
	case class == Unavailable:
		return ""
	case !ok:
		return fixFor("secret")
	}
	code := CodeOf(err)
	if e.cause.Fix != "" && code == e.Code {
		return e.cause.Fix
	}
	if known, ok := ExplainFailure(class, code); ok {
		return known.Fix
	}
	switch {
	case class == Rejected:
		return ""
	case e.fromEntra:
		return fixFor("sign-in")
	case e.Status == http.StatusForbidden:
		return fixFor("403")
	}
	return fixFor("refused")
}

// CodeOf is the code of an error of [Client.Run] that [Explain] looks up: the
// service's, else the word for what was found out without one; often empty.
func CodeOf(err error) string {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return ""
	case e.finding != "":
		return e.finding
	case e.foreign && !e.fromEntra && !e.brokenOff && !e.outcomeUnknown && isTakenForForeign(e.Status):
		return "foreign"
	}
	return e.Code
}

// isTakenForForeign reports whether the one thing to say of an answer of this status
// is that it is not Dataverse's own.
func isTakenForForeign(status int) bool {
	return classOfForeign(status) == Misconfigured && (status == http.StatusForbidden || classOfStatus(status) != Misconfigured)
}

func fixFor(word string) string {
	e, _ := Explain(word) // a test looks each of them up
	return e.Fix
}
