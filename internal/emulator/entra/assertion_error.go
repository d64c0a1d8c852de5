package entra

import (
	"fmt"
	"net/http"
	"time"
)

// The refusals of client assertions.
//
// See https://learn.microsoft.com/entra/identity-platform/reference-error-codes

func refusedAssertion(number int, message string) *tokenError {
	return &tokenError{http.StatusUnauthorized, "invalid_client", number, message}
}

func malformedToken() *tokenError {
	return &tokenError{http.StatusBadRequest, "invalid_request", 50027, "JWT token is invalid or malformed."}
}

func wrongAssertedApplication() *tokenError {
	return refusedAssertion(700021, "Client assertion application identifier doesn't match 'client_id' parameter.")
}

func wrongAssertedAudience() *tokenError {
	return refusedAssertion(700023, "Client assertion audience claim does not match Realm issuer.")
}

func wrongSignature(reason string) *tokenError {
	message := "Client assertion contains an invalid signature."
	if reason != "" {
		message += " [Reason - " + reason + "]"
	}
	return refusedAssertion(700027, message)
}

func outOfTime(now time.Time, c claims) *tokenError {
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	return refusedAssertion(700024, fmt.Sprintf("Client assertion is not within its valid time range. Current time: %s, assertion valid from %s, expiry time of assertion %s.",
		stamp(now), stamp(c.start()), stamp(c.end())))
}

func noFederatedCredential() *tokenError {
	return refusedAssertion(70025, "The client has no configured federated identity credentials.")
}

func noFederatedIssuer(issuer string) *tokenError {
	return refusedAssertion(700211, "No matching federated identity record found for presented assertion issuer '"+issuer+"'.")
}

func noFederatedAudience(audience string) *tokenError {
	return refusedAssertion(700212, "No matching federated identity record found for presented assertion audience '"+audience+"'.")
}

func noFederatedSubject(subject string) *tokenError {
	return refusedAssertion(700213, "No matching federated identity record found for presented assertion subject '"+subject+"'.")
}

func otherCaseOfSubject(subject string) *tokenError {
	return refusedAssertion(7002138, "No matching federated identity record found for presented assertion subject '"+subject+"'. The subject matches case-insensitively, and must match case-sensitively.")
}
