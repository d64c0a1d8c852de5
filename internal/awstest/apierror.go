package awstest

import (
	"fmt"
	"net/http"
)

// apiError is a refusal as a service words it.
type apiError struct {
	status     int
	code       string // the name of the shape
	message    string
	queryCode  string // what the older protocol of the service called it, if not code
	notCovered bool
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s %s", e.status, e.code, e.message) }

// entryCode is the code as it stands in the results of a batch, which kept the
// spelling of the older protocol.
func (e *apiError) entryCode() string {
	if e.queryCode != "" {
		return e.queryCode
	}
	return e.code
}

func refuse(status int, code, format string, args ...any) *apiError {
	return &apiError{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// notCovered is the loud answer to what AWS may well take but this package was
// not taught. It is never a success, never looks like one of AWS's own errors,
// and its status is one that the SDK does not try again.
func notCovered(format string, args ...any) *apiError {
	e := refuse(http.StatusNotImplemented, "NotCovered", "awstest does not cover "+format, args...)
	e.notCovered = true
	return e
}
