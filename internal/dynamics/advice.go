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
	if known, ok := ExplainFailure(class, CodeOf(err)); ok {
		return known.Fix
	}
	switch {
	case class == Rejected:
		return ""
	case e.fromEntra:
		return fixFor("sign-in")
	case e.Status == http.StatusForbidden || e.Status == http.StatusNotFound:
		return fixFor("foreign")
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
	}
	return e.Code
}

func fixFor(word string) string {
	e, _ := Explain(word) // a test looks each of them up
	return e.Fix
}
