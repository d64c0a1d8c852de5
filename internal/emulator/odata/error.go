// Package odata reads the parts of a request to the Web API that need no schema: the path,
// the query options, $filter, keys, preferences and conditions. It also has the texts of
// the errors.
package odata

import (
	"fmt"
	"net/http"
	"strconv"

	"sns-dynamics/internal/emulator/orderedjson"
)

// Error is an error of the Web API. Without HTML and TextOnly, the response has the usual
// JSON body.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
type Error struct {
	Status     int
	Code       string
	Message    string
	HTML       bool // ASP.NET or IIS refused before the Web API saw the request
	TextOnly   bool // the message alone, as the response to a whole $batch
	RetryAfter int  // seconds of Retry-After; 0 means no such header
	// Details are annotations besides the usual ones, for clients that ask for them.
	Details []orderedjson.Member
}

// Error is one line: the status, the code and the message.
func (e *Error) Error() string { return fmt.Sprintf("%d %s %s", e.Status, e.Code, e.Message) }

// Refuse returns an error with a status and a code of the Web API.
func Refuse(status int, code, format string, args ...any) *Error {
	return &Error{Status: status, Code: code, Message: fmt.Sprintf(format, args...)}
}

// NotCovered refuses a request that Dataverse may accept and that the emulator does not
// cover. The error never looks like an error of Dataverse.
func NotCovered(format string, args ...any) *Error {
	return Refuse(http.StatusNotImplemented, "NotCovered", "the emulator does not know "+format, args...)
}

// StatusCode is the code of an error that has only a status. The documents do not show the
// form of this code in the Web API. Microsoft's SDK has the number as the code.
func StatusCode(status int) string { return strconv.Itoa(status) }

// StatusError is an error of an elastic table. Its code is its status.
func StatusError(status int, format string, args ...any) *Error {
	return Refuse(status, StatusCode(status), format, args...)
}
