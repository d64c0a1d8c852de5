package cli

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
)

// credentialError puts the SDK's error about missing credentials, which has several
// lines, into one line.
type credentialError struct{ error }

// Error returns the first line of a cause that the user can correct, such as an expired
// SSO session or a role that may not be assumed. It leaves out a failed request to the
// metadata service of EC2, which is only the last provider of the chain, and the output
// of credential_process, which can contain the secret.
func (e credentialError) Error() string {
	const none = "no AWS credentials found"
	if _, ok := errors.AsType[*processcreds.ProviderError](e.error); ok {
		return none + ": credential_process of the profile failed, or its output is not valid"
	}
	cause, _, _ := strings.Cut(e.error.Error(), "\n")
	if cause == "" || strings.Contains(cause, "EC2 IMDS") {
		return none
	}
	return none + ": " + cause
}

// Unwrap returns the SDK's error.
func (e credentialError) Unwrap() error { return e.error }
