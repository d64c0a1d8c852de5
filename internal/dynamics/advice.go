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
	case class == Unknown:
		return fixFor("unknown")
	case e.finding != "":
		return fixFor(e.finding)
	case class == Rejected && isAboutTheCaller(e.Code):
		return "enable the user of /impersonate and give them a role, or name another; then redrive"
	}
	if known, ok := Explain(e.Code); ok && e.Code != "" {
		return known.Fix
	}
	switch {
	case class == Rejected:
		return ""
	case e.fromEntra:
		return "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret"
	case e.Status == http.StatusForbidden || e.Status == http.StatusNotFound:
		return fixFor("foreign")
	}
	return "check serviceRootUrl and authorityHost in the secret, and the application user in Dynamics"
}

func fixFor(word string) string {
	e, _ := Explain(word) // a test looks each of them up
	return e.Fix
}
