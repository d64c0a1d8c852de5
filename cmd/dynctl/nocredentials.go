package main

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
)

// noCredentials says in one line what the SDK says in several.
type noCredentials struct{ error }

// Error is the first line of the cause where there is one that can be mended: an
// SSO session that expired, a role that may not be assumed. That the chain of
// providers came to its end, at the instance's metadata, is none. What a
// credential_process printed may be the secret itself.
func (e noCredentials) Error() string {
	const none = "no AWS credentials found"
	if _, ok := errors.AsType[*processcreds.ProviderError](e.error); ok {
		return none + ": credential_process of the profile failed, or did not print what it must"
	}
	cause, _, _ := strings.Cut(e.error.Error(), "\n")
	if cause == "" || strings.Contains(cause, "EC2 IMDS") {
		return none
	}
	return none + ": " + cause
}

// Unwrap returns the SDK's error.
func (e noCredentials) Unwrap() error { return e.error }
