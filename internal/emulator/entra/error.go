package entra

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
)

// tokenError is a refusal of the token endpoint.
//
// See https://learn.microsoft.com/entra/identity-platform/reference-error-codes
type tokenError struct {
	status  int
	kind    string // the OAuth 2.0 error
	number  int    // the AADSTS number
	message string
}

func (t *tokenError) answer(now time.Time) response.Response {
	trace, correlation := guid.New(), guid.New()
	stamp := now.UTC().Format("2006-01-02 15:04:05Z")
	body := orderedjson.Object{
		{"error", t.kind},
		{"error_description", fmt.Sprintf("AADSTS%d: %s\r\nTrace ID: %s\r\nCorrelation ID: %s\r\nTimestamp: %s", t.number, t.message, trace, correlation, stamp)},
		{"error_codes", []any{t.number}},
		{"timestamp", stamp},
		{"trace_id", trace},
		{"correlation_id", correlation},
	}
	return response.Response{Status: t.status, Header: tokenHeader(), Body: orderedjson.Encode(body)}
}

func unknownToEntra(what string) *tokenError {
	return &tokenError{http.StatusNotImplemented, "NotCovered", 0, "the emulator does not know " + what + "."}
}

func onlyPost(method string) *tokenError {
	return &tokenError{http.StatusBadRequest, "invalid_request", 900561, "The endpoint only accepts POST requests. Received a " + method + " request."}
}

func tenantNotFound(tenant string) *tokenError {
	return &tokenError{http.StatusBadRequest, "invalid_request", 90002, "Tenant " + strconv.Quote(tenant) + " not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."}
}

func missingParameter(name string) *tokenError {
	return &tokenError{http.StatusBadRequest, "invalid_request", 900144, "The request body must contain the following parameter: '" + name + "'."}
}

func unsupportedGrant(grant string) *tokenError {
	return &tokenError{http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '" + grant + "'."}
}

func unknownApplication(clientID, tenantID string) *tokenError {
	return &tokenError{http.StatusBadRequest, "unauthorized_client", 700016, "Application with identifier '" + clientID + "' was not found in the directory '" + tenantID + "'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."}
}

func noCredential() *tokenError {
	return &tokenError{http.StatusUnauthorized, "invalid_client", 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."}
}

func wrongSecret(clientID string) *tokenError {
	return &tokenError{http.StatusUnauthorized, "invalid_client", 7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '" + clientID + "'."}
}

func expiredSecret(clientID string) *tokenError {
	return &tokenError{http.StatusUnauthorized, "invalid_client", 7000222, "The provided client secret keys for app '" + clientID + "' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."}
}

func invalidScope(scope string) *tokenError {
	return &tokenError{http.StatusBadRequest, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid. The scope " + scope + " is not valid."}
}

func unknownResource(resource, tenantID string) *tokenError {
	return &tokenError{http.StatusBadRequest, "invalid_resource", 500011, "The resource principal named " + resource + " was not found in the tenant named " + tenantID + ". This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."}
}
