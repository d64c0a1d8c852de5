package dynamics

import (
	"errors"
	"net/http"
	"strings"

	"sns-dynamics/internal/cause"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// ClassOf returns the class of an error of [Client.Run]. The code of Dataverse or Entra
// ID decides first, because one code comes with different statuses. The status decides
// second, because codes are often empty.
func ClassOf(err error) operation.Class {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok && errors.Is(err, auth.ErrCredentialsUnavailable):
		return operation.Unavailable
	case !ok:
		// An error of another type comes from Config.Credentials.
		return operation.Misconfigured
	case e.class != "":
		return e.class
	case e.finding == findingDefinitions, e.finding == findingRefused:
		return operation.Misconfigured
	case e.finding != "":
		return operation.Rejected
	case e.truncated:
		// The missing part of the response may have the code, which decides the class.
		return operation.Unavailable
	case e.fromEntra:
		return classOfEntra(e)
	case e.foreign:
		return classOfForeign(e.Status)
	}
	return classOfDataverse(e)
}

func classOfDataverse(e *Error) operation.Class {
	class, known := errorcode.ClassOf(e.Code)
	switch {
	case known && class == operation.Misconfigured && e.saysUserUnusable():
		return operation.Rejected
	case known:
		return class
	}
	return classOfStatus(e.Status)
}

// saysUserUnusable reports whether a refusal is known to be about the user that the request
// acts for.
func (e *Error) saysUserUnusable() bool {
	return e.Impersonated && errorcode.IsAboutUser(e.Code)
}

func classOfStatus(status int) operation.Class {
	switch {
	case status == 0, status == http.StatusRequestTimeout, status == http.StatusTooManyRequests,
		status == http.StatusMisdirectedRequest, status == http.StatusTooEarly:
		return operation.Unavailable
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired, status >= 300 && status < 400:
		// Dataverse refuses a new token, or denies access with a code that is not known to
		// be about the message. Or a proxy needs its own sign-in, or the service root is
		// wrong.
		return operation.Misconfigured
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return operation.Rejected
	case status >= 500:
		return operation.Unavailable
	}
	return operation.Rejected
}

// classOfEntra returns the class of an error of the token endpoint. No message has a
// part in a token request: an error is a failure of the endpoint, or of the set-up. If
// the code is unknown, the status decides.
func classOfEntra(e *Error) operation.Class {
	if known, ok := errorcode.Lookup(e.Code); ok && strings.HasPrefix(known.Code, "AADSTS") {
		return known.Class
	}
	if e.Status >= 500 || classOfStatus(e.Status) == operation.Unavailable {
		return operation.Unavailable
	}
	return operation.Misconfigured
}

// classOfForeign returns the class of a response that came from something in front of
// Dataverse. Its status says nothing about the message, except that the request is too
// long.
func classOfForeign(status int) operation.Class {
	switch {
	case status == http.StatusRequestEntityTooLarge, status == http.StatusRequestURITooLong:
		return operation.Rejected
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return operation.Misconfigured
	}
	if class := classOfStatus(status); class == operation.Unavailable && status != 0 {
		return operation.Unavailable
	}
	return operation.Misconfigured
}

// FailureOf returns what package advice needs to know about an error of [Client.Run]. It
// returns the zero value for nil.
func FailureOf(err error) operation.Failure {
	if err == nil {
		return operation.Failure{}
	}
	f := operation.Failure{Class: ClassOf(err), Code: CodeOf(err), Fallback: "refused"}
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		f.Fallback = auth.WaySecret
		if a, isAssertion := errors.AsType[*auth.AssertionError](err); isAssertion {
			f.Fallback = a.Way
		}
		if lost, ok := errors.AsType[*cause.Error](err); ok && lost.Unreached() {
			f.Fallback = "network"
		}
		return f
	case e.fromEntra:
		f.Fallback = "sign-in"
	case e.Status == http.StatusForbidden:
		f.Fallback = "403"
	}
	if f.Code == e.Code {
		f.Cause = e.cause.Says
	}
	return f
}

// CodeOf returns the code of an error of [Client.Run] that package advice explains: the
// code of the service, or a word for a failure that the client found out itself. It is
// often empty.
func CodeOf(err error) string {
	e, ok := errors.AsType[*Error](err)
	a, isAssertion := errors.AsType[*auth.AssertionError](err)
	switch {
	case !ok && isAssertion:
		return a.Code
	case !ok:
		return ""
	case e.finding != "":
		return e.finding
	case e.foreign && !e.fromEntra && !e.truncated && e.class != operation.Unknown && isTakenForForeign(e.Status):
		return "foreign"
	}
	return e.Code
}

// isTakenForForeign reports whether the foreign origin of a response says more than its
// status.
func isTakenForForeign(status int) bool {
	return classOfForeign(status) == operation.Misconfigured && (status == http.StatusForbidden || classOfStatus(status) != operation.Misconfigured)
}
