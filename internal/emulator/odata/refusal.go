package odata

import "net/http"

// NoSuchSegment refuses a part of a path that does not exist.
func NoSuchSegment(segment string) *Error {
	return Refuse(http.StatusNotFound, "0x8006088a", "Resource not found for the segment '%s'.", segment)
}

// QuerySyntax refuses a query option that cannot be read.
func QuerySyntax(detail string) *Error {
	return Refuse(http.StatusBadRequest, "0x80060888", "Bad Request - Error in query syntax: %s", detail)
}

// WrongMethod refuses a method that the resource does not have.
func WrongMethod(method string) *Error {
	return Refuse(http.StatusMethodNotAllowed, "0x80060888", "The requested resource does not support http method '%s'.", method)
}

// DirectLookup refuses a body that sets a lookup by the name of its column.
func DirectLookup(name string) *Error {
	return Refuse(http.StatusBadRequest, "0x80060888", "CRM do not support direct update of Entity Reference properties, Use Navigation properties instead. (%s)", name)
}

// Missing refuses a body without a required column.
func Missing(column string) *Error {
	return Refuse(http.StatusBadRequest, "0x80040200", "Required field '%s' is missing.", column)
}

// AlreadyExists refuses a row that exists already.
func AlreadyExists() *Error {
	return Refuse(http.StatusPreconditionFailed, "0x80040237", "A record with matching key values already exists.")
}

// DuplicateKey refuses a row whose key another row has.
func DuplicateKey() *Error {
	return Refuse(http.StatusPreconditionFailed, "0x80040237", "Cannot insert duplicate key.")
}

// NoVersions refuses an ETag on a table without optimistic concurrency.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func NoVersions(table string) *Error {
	return Refuse(http.StatusBadRequest, "0x8006088d",
		"Optimistic concurrency isn't enabled for entity type %s. The IfVersionMatches value of ConcurrencyBehavior can only be used if optimistic concurrency is enabled.", table)
}

func versionMismatch() *Error {
	return Refuse(http.StatusPreconditionFailed, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.")
}

// UndeclaredContentID is the response to a whole batch with a reference to a row that no
// earlier operation has made.
func UndeclaredContentID(contentID string) *Error {
	return &Error{Status: http.StatusBadRequest, TextOnly: true, Message: "Content-ID Reference: '$" + contentID + "' does not exist in the batch context."}
}
