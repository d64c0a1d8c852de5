package dynamics

import "errors"

// Advice says what to do about an error that is [Misconfigured]; it is empty
// for any other.
func Advice(err error) string {
	if err == nil || ClassOf(err) != Misconfigured {
		return ""
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return "let the function read the secret of DYNAMICS_SECRET_ARN, and put the credentials' JSON into it"
	}
	if e.fromEntra {
		return adviceOnSignIn(e.Code)
	}
	switch codeNumber(e.Code) {
	case 0x80072560:
		return "make the application a user of this environment, with a security role"
	case 0x80040225:
		return "enable the application user, in a business unit"
	case 0x80042f09:
		return "give the application user a security role"
	}
	return "check serviceRootUrl and authorityHost in the secret, and the application user in Dynamics"
}

func adviceOnSignIn(code string) string {
	switch code {
	case "AADSTS7000215":
		return "put the value of the client secret, not its id, into the secret"
	case "AADSTS7000222":
		return "make a new client secret in Entra ID and put it into the secret"
	case "AADSTS700016", "AADSTS7000112", "AADSTS70001":
		return "register the application in the tenant of the secret, enable it, and check clientId"
	case "AADSTS90002":
		return "correct tenantId in the secret"
	case "AADSTS500011", "AADSTS70011":
		return "correct serviceRootUrl in the secret: no such environment in the tenant"
	}
	return "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret"
}
