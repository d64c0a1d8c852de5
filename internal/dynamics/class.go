package dynamics

import (
	"errors"
	"net/http"
	"strings"
)

// Class says what can be done about a failure.
type Class string

// The classes.
const (
	// Rejected is a message that can never succeed as it stands.
	Rejected Class = "rejected"
	// Unavailable is a service that may answer otherwise later.
	Unavailable Class = "unavailable"
	// Misconfigured is a set-up that somebody has to mend; the message is
	// fine, and succeeds once that is done.
	Misconfigured Class = "misconfigured"
	// Waiting is a message that needs a row which is not there yet, see
	// [IsRowMissing]. ClassOf calls it Rejected: how long the row is worth a wait is
	// for the caller to say.
	Waiting Class = "waiting"
	// Unknown is an action that was sent, may have run, and must not be sent
	// again unasked.
	Unknown Class = "unknown"
)

// ErrCredentialsUnavailable is wrapped by an error of Config.Credentials that may
// pass by itself: where the credentials are kept did not answer.
var ErrCredentialsUnavailable = errors.New("credentials unavailable")

// ClassOf decides the class of an error of [Client.Run]: by the code of
// Dataverse or Entra ID first, because the same code comes with different
// statuses, and by the status second, because codes are often empty.
func ClassOf(err error) Class {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok && errors.Is(err, ErrCredentialsUnavailable):
		return Unavailable
	case !ok:
		// What is not a request that failed is credentials that cannot be had.
		return Misconfigured
	case e.class != "":
		return e.class
	case e.outcomeUnknown:
		return Unknown
	case e.finding == findingDefinitions, e.finding == findingRefused:
		return Misconfigured
	case e.raced:
		return Unavailable
	case e.finding != "":
		return Rejected
	case e.brokenOff:
		// The code that would decide may be in what is missing.
		return Unavailable
	case e.fromEntra:
		return classOfEntra(e)
	case e.foreign:
		return classOfForeign(e.Status)
	}
	return classOfDataverse(e)
}

func classOfDataverse(e *Error) Class {
	class, known := classOfCode(e.Code)
	switch {
	case e.ofQuestion && e.Status == http.StatusForbidden && class != Unavailable:
		return Misconfigured
	case known && class == Misconfigured && e.saysOfCaller():
		return Rejected
	case known:
		return class
	}
	return classOfStatus(e.Status)
}

// saysOfCaller reports whether a refusal speaks of the user that the request acts
// for, as far as is known.
func (e *Error) saysOfCaller() bool {
	return e.Impersonated && !e.ofApplication && isAboutTheCaller(e.Code)
}

// isAboutTheCaller reports whether a code speaks of the user that a request
// acts as: disabled, or without roles.
func isAboutTheCaller(code string) bool {
	return isOneOf(code, 0x80040225, 0x80042f09)
}

// classOfCode is the class of a code of Dataverse that is known.
func classOfCode(code string) (class Class, known bool) {
	if codeNumber(code)>>31 == 0 {
		return "", false
	}
	e, known := Explain(code)
	return e.Class, known
}

func classOfStatus(status int) Class {
	switch {
	case status == 0, status == http.StatusRequestTimeout, status == http.StatusTooManyRequests,
		status == http.StatusMisdirectedRequest, status == http.StatusTooEarly:
		return Unavailable
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired, status >= 300 && status < 400:
		// A token just fetched is refused, the environment lets nobody in by a code
		// that is not known to be the message's, a proxy wants a sign-in of its own,
		// or the service root is elsewhere.
		return Misconfigured
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return Rejected
	case status >= 500:
		return Unavailable
	}
	return Rejected
}

// classOfEntra classes what the token endpoint says. What it does not call its
// own fault is the set-up's: no message has a say in a token request. With a
// code that is not known, the status tells whose fault it is.
func classOfEntra(e *Error) Class {
	if known, ok := Explain(e.Code); ok && strings.HasPrefix(known.Code, "AADSTS") {
		return known.Class
	}
	if e.Status >= 500 || classOfStatus(e.Status) == Unavailable {
		return Unavailable
	}
	return Misconfigured
}
