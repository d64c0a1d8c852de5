package auth

import "context"

// Asserter makes client assertions. A client assertion is a signed JSON Web Token that an
// application sends in the place of a client secret. An implementation is comparable, and
// safe for concurrent use.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
type Asserter interface {
	// Assertion returns a new assertion for one token request of the credentials. The
	// error is an [*AssertionError].
	Assertion(ctx context.Context, c Credentials) (string, error)
}

// The ways to sign in.
const (
	WaySecret      = "secret"
	WayFederation  = "federation"
	WayCertificate = "certificate"
)

// AssertionError says that a client assertion could not be made.
type AssertionError struct {
	// Way is [WayFederation] or [WayCertificate].
	Way string
	// Code is the code of the service that makes the assertion; often empty.
	Code string
	// Err is the cause. It wraps [ErrCredentialsUnavailable] if it may pass without help.
	Err error
}

// Error is one line, without a text of the service.
func (e *AssertionError) Error() string { return e.Err.Error() }

// Unwrap returns Err, the error that is the cause.
func (e *AssertionError) Unwrap() error { return e.Err }

// assertionType is the type of a client assertion in a token request.
//
// See https://www.rfc-editor.org/rfc/rfc7523#section-2.2
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
