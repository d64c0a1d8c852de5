package awserror

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// IsPassing reports whether the error of a call may pass without help: the SDK would
// repeat the call, or the time was over. A call that [IsUnreached] reports does not pass: only
// a change of the network helps.
func IsPassing(err error) bool {
	if IsUnreached(err) {
		return false
	}
	if isInterrupted(err) {
		return true
	}
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

// CodeOf returns AWS's code of an error of [Of]. The code is empty if AWS sent no code.
func CodeOf(err error) string {
	e, _ := errors.AsType[*Error](err)
	if e == nil {
		return ""
	}
	return e.Code
}
