package protocol

import (
	"net/http"
	"strings"
)

// JSON is AWS JSON 1.0 and 1.1.
//
// See https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
type JSON struct {
	Version string // 1.0 or 1.1
	// QueryCompatible puts the code of the older Query protocol into a header of an
	// error.
	QueryCompatible bool
}

// Operation implements [Protocol].
func (JSON) Operation(r *http.Request, _ []byte) string {
	target := r.Header.Get("X-Amz-Target")
	return target[strings.LastIndex(target, ".")+1:]
}

// Input implements [Protocol]. The error is always nil.
func (JSON) Input(_ *http.Request, body []byte) (Input, error) {
	if len(body) == 0 {
		return Input("{}"), nil
	}
	return body, nil
}

func (p JSON) header() http.Header {
	return http.Header{"Content-Type": {"application/x-amz-json-" + p.Version}}
}

// Success implements [Protocol]. The body of a nil result is empty.
func (p JSON) Success(_ Call, out any) Response {
	a := Response{Status: http.StatusOK, Header: p.header()}
	if out != nil {
		a.Body = EncodeJSON(out)
	}
	return a
}

// Failure implements [Protocol].
func (p JSON) Failure(e *Error) Response {
	a := Response{Status: e.Status, Header: p.header()}
	a.Body = EncodeJSON(map[string]string{"__type": e.Code, "message": e.Message})
	if p.QueryCompatible {
		setQueryError(a.Header, e)
	}
	return a
}

// MissingToken implements [Protocol].
func (JSON) MissingToken() *Error {
	return Refuse(http.StatusBadRequest, "MissingAuthenticationTokenException", "Request is missing Authentication Token")
}

func setQueryError(h http.Header, e *Error) {
	fault := "Sender"
	if e.Status >= 500 {
		fault = "Receiver"
	}
	h.Set("X-Amzn-Query-Error", e.EntryCode()+";"+fault)
}
