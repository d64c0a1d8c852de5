package protocol

import (
	"net/http"
)

// REST is REST JSON.
//
// See https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
type REST struct {
	// Route returns the operation of a request, and the members that are in the
	// request's path, headers and body. ok is false for an unknown operation.
	Route func(r *http.Request, body []byte) (operation string, members map[string]any, ok bool)
}

// Operation returns the method and the path of an unknown operation.
func (p REST) Operation(r *http.Request, body []byte) string {
	if p.Route != nil {
		if operation, _, ok := p.Route(r, body); ok {
			return operation
		}
	}
	return r.Method + " " + r.URL.Path
}

// Input returns the members of the path and of the query. It returns no error.
func (p REST) Input(r *http.Request, body []byte) (Input, error) {
	in := map[string]any{}
	for name, values := range r.URL.Query() {
		in[name] = values[0]
	}
	if p.Route != nil {
		_, members, _ := p.Route(r, body)
		for name, value := range members {
			in[name] = value
		}
	}
	return EncodeJSON(in), nil
}

// Success takes a [Response] as it is, and encodes any other value as JSON.
func (REST) Success(_ Call, out any) Response {
	if response, ok := out.(Response); ok {
		return response
	}
	return Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: EncodeJSON(out)}
}

// Failure writes the message under both spellings that AWS uses.
func (REST) Failure(e *Error) Response {
	fault := "User"
	if e.Status >= 500 {
		fault = "Service"
	}
	return Response{
		Status: e.Status,
		Header: http.Header{"Content-Type": {"application/json"}, "X-Amzn-Errortype": {e.Code}},
		Body:   EncodeJSON(map[string]string{"Type": fault, "Message": e.Message, "message": e.Message}),
	}
}

// MissingToken implements [Protocol].
func (REST) MissingToken() *Error {
	return Refuse(http.StatusForbidden, "MissingAuthenticationTokenException", "Missing Authentication Token")
}
