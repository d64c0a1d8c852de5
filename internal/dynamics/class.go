package dynamics

import (
	"errors"
	"net/http"
	"slices"
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
	case e.outcomeUnknown:
		return Unknown
	case e.rejected:
		return Rejected
	case e.raced:
		return Unavailable
	case e.brokenOff:
		// The code that would decide may be in what is missing.
		return Unavailable
	case e.fromEntra:
		return classOfEntra(e)
	}
	return classOfDataverse(e)
}

// Classes of codes of Dataverse.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func classOfDataverse(e *Error) Class {
	class, known := classOfCode(e.Code)
	switch {
	case known && class == Misconfigured && e.Impersonated && isAboutTheCaller(e.Code):
		return Rejected
	case known:
		return class
	case e.foreign && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound):
		// A firewall's page, or that of a host where no environment is, says
		// nothing of the message.
		return Misconfigured
	}
	return classOfStatus(e.Status)
}

// isAboutTheCaller reports whether a code speaks of the user that a request
// acts as: disabled, or without roles.
func isAboutTheCaller(code string) bool {
	return slices.Contains([]uint32{0x80040225, 0x80042f09}, codeNumber(code))
}

func classOfCode(code string) (class Class, known bool) {
	switch codeNumber(code) {
	case 0x80072560, // UserNotMemberOfOrg: there is no application user
		0x80040225, // the user is disabled
		0x80042f09, // UserNotAssignedRoles
		0x8004d24b, // UserNotAssignedLicense
		0x80072559, // AADError
		0x80095ffd, // the token is bound to another address
		0x8005f101, // AccessTokenExpired, after a new one was fetched
		0x80044302: // RequestIsNotAuthenticated
		return Misconfigured, true
	case 0x80072322, 0x80072321, 0x80072326, 0x80072327, 0x8005f103, // throttled
		0x80044150, 0x80044151, 0x80044339, // SQL: error, timeout, deadlock
		0x8004ed47,             // AppLockTimeout
		0x80072300, 0x80072301, // "please retry later"
		0x80072031, // WorkerProcessCrashFailure
		0x80048542, // TempDB
		0x80040216, // UnExpected
		0x80090412: // customization lock
		return Unavailable, true
	case 0x80040217, 0x80060891, 0x80048d02, // no such row
		0x80060890, 0x8006088a, 0x80060888, // no such key, table, column or action
		0x80040220, 0x80048306, 0x80040231, 0x80048405, 0x8004a110, // privileges
		0x80040237, 0x80060892, 0x80040333, 0x8004f511, // duplicates
		0x80060882,             // the ETag is another
		0x80040265, 0x80048550, // a plug-in said no
		0x80044331, 0x80040200, 0x80048d19, 0x80040203, 0x8004431a, // the data
		0x8004418a, 0x80044a02, // too large
		0x80041d48, 0x80041d49, 0x80072535, 0x8004140d: // not allowed at all
		return Rejected, true
	}
	return "", false
}

func classOfStatus(status int) Class {
	switch {
	case status == 0, status == http.StatusRequestTimeout, status == http.StatusTooManyRequests:
		return Unavailable
	case status == http.StatusUnauthorized, status == http.StatusProxyAuthRequired, status >= 300 && status < 400:
		// A token just fetched is refused, a proxy wants a sign-in of its own, or
		// the service root is elsewhere.
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
//
// See https://learn.microsoft.com/entra/identity-platform/reference-error-codes
func classOfEntra(e *Error) Class {
	switch e.Code {
	case "AADSTS90012", // request timeout
		"AADSTS90024",                // RequestBudgetExceeded
		"AADSTS90033",                // a dependency is unavailable
		"AADSTS90055",                // TenantThrottling
		"AADSTS90090", "AADSTS90091", // data store
		"AADSTS50196": // LoopDetected: too many requests in a short time
		return Unavailable
	case "AADSTS7000215", "AADSTS7000222", "AADSTS7000218", // the client secret
		"AADSTS700027", "AADSTS700030", "AADSTS700213", "AADSTS7002131", // other credentials
		"AADSTS700016", "AADSTS7000112", "AADSTS70001", // the application
		"AADSTS90002",                 // the tenant
		"AADSTS500011", "AADSTS70011", // the environment
		"AADSTS53003", "AADSTS530034", "AADSTS650052": // policy and subscription
		return Misconfigured
	}
	if e.Status >= 500 || classOfStatus(e.Status) == Unavailable {
		return Unavailable
	}
	return Misconfigured
}
