package dynamicstest

import (
	"fmt"
	"net/http"
)

// apiError is a refusal as the Web API words it. Its zero html field means the
// usual JSON error body.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
type apiError struct {
	status  int
	code    string
	message string
	html    bool // ASP.NET or IIS refused before the Web API saw the request
	text    bool // the message alone, as the answer to a whole $batch
	wait    int  // seconds of Retry-After; 0 for none
	// details are annotations besides the usual ones, for those who ask.
	details []member
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s %s", e.status, e.code, e.message) }

func refuse(status int, code, format string, args ...any) *apiError {
	return &apiError{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// notKnown is the loud answer to what Dataverse may well take but this
// emulator was not taught. It is never a success, and never looks like one of
// Dataverse's own errors.
func notKnown(format string, args ...any) *apiError {
	return refuse(http.StatusNotImplemented, "dynamicstest", "dynamicstest does not know "+format, args...)
}

func noSuchRow(t *table, id string) *apiError {
	if t.Elastic {
		return bare(http.StatusNotFound, "%s With Id = %s Does Not Exist", t.Name, id)
	}
	return refuse(http.StatusNotFound, "0x80040217", "%s With Id = %s Does Not Exist", t.Name, id)
}

func noSuchKey(t *table) *apiError {
	return refuse(http.StatusNotFound, "0x80060891", "A record with the specified key values does not exist in %s entity", t.Name)
}

func noSuchSegment(segment string) *apiError {
	return refuse(http.StatusNotFound, "0x8006088a", "Resource not found for the segment '%s'.", segment)
}

func noSuchProperty(t *table, name string) *apiError {
	return refuse(http.StatusBadRequest, "0x80060888", "Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", name, t.Name)
}

func querySyntax(detail string) *apiError {
	return refuse(http.StatusBadRequest, "0x80060888", "Bad Request - Error in query syntax: %s", detail)
}

func wrongMethod(method string) *apiError {
	return refuse(http.StatusMethodNotAllowed, "0x80060888", "The requested resource does not support http method '%s'.", method)
}

func payload(t *table, inner string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "0x80048d19",
		"Error identified in Payload provided by the user for Entity :'%s', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : %s",
		t.EntitySet, fmt.Sprintf(inner, args...))
}

func unknownInPayload(t *table, name string) *apiError {
	return payload(t, "Microsoft.Crm.CrmException: Invalid property '%s' was found in entity 'Microsoft.Dynamics.CRM.%s'. ---> Microsoft.OData.ODataException: Does not support untyped value in non-open type.", name, t.Name)
}

func undeclaredNavigation(t *table, name string) *apiError {
	return payload(t, "Microsoft.OData.ODataException: An undeclared property '%s' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values.", name)
}

func directLookup(name string) *apiError {
	return refuse(http.StatusBadRequest, "0x80060888", "CRM do not support direct update of Entity Reference properties, Use Navigation properties instead. (%s)", name)
}

func missing(column string) *apiError {
	return refuse(http.StatusBadRequest, "0x80040200", "Required field '%s' is missing.", column)
}

func alreadyExists() *apiError {
	return refuse(http.StatusPreconditionFailed, "0x80040237", "A record with matching key values already exists.")
}

func duplicateKey() *apiError {
	return refuse(http.StatusPreconditionFailed, "0x80040237", "Cannot insert duplicate key.")
}

func versionMismatch() *apiError {
	return refuse(http.StatusPreconditionFailed, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.")
}
