package protocol

import (
	"net/http"
	"strings"
)

// Protocol decodes the requests and encodes the responses of a service.
type Protocol interface {
	// Operation returns the name of the operation that a request calls.
	Operation(r *http.Request, body []byte) string
	// Input returns the members of a request. Its error is an [*Error].
	Input(r *http.Request, body []byte) (Input, error)
	// Success encodes the result of an operation.
	Success(call Call, out any) Response
	// Failure encodes an error.
	Failure(e *Error) Response
	// MissingToken returns the error of a request without a signature.
	MissingToken() *Error
}

// Detect returns the protocol of a request to an unknown service.
func Detect(r *http.Request) Protocol {
	switch {
	case r.Header.Get("Smithy-Protocol") != "":
		return CBOR{}
	case r.Header.Get("X-Amz-Target") != "":
		return JSON{Version: "1.1"}
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		return Query{}
	}
	return REST{}
}
