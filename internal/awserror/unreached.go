package awserror

import (
	"errors"

	"sns-dynamics/internal/cause"
)

// IsUnreached reports whether a call failed because nothing responded to the attempt to
// connect to the endpoint; see [cause.Error.Unreached].
func IsUnreached(err error) bool {
	lost, ok := errors.AsType[*cause.Error](cause.Of(err))
	return ok && lost.Unreached()
}
