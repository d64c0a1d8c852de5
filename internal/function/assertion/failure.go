package assertion

import (
	"fmt"
	"strings"

	"sns-dynamics/internal/awserror"
	"sns-dynamics/internal/dynamics/auth"
)

// failure returns the error of a call to AWS. It wraps [auth.ErrCredentialsUnavailable] if
// the service cannot be reached, throttles or fails, or if the time is over.
func failure(way, doing string, err error) error {
	reason := awserror.Of(err)
	// AWS's documents and its SDK write the same codes without and with this ending.
	code := strings.TrimSuffix(awserror.CodeOf(reason), "Exception")
	e := &auth.AssertionError{Way: way, Code: code, Err: fmt.Errorf("%s: %w", doing, reason)}
	if awserror.IsPassing(err) {
		e.Err = fmt.Errorf("%s: %w: %w", doing, auth.ErrCredentialsUnavailable, reason)
	}
	return e
}
