package awstest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// protocol is how a service writes its requests and answers on the wire.
type protocol interface {
	operation(r *http.Request, body []byte) string
	input(r *http.Request, body []byte) (input, error)
	success(call Call, out any) answer
	failure(e *apiError) answer
	// missingToken is the refusal of a request that nobody signed.
	missingToken() *apiError
}

// protocolOf tells the protocol from the request alone, for one that does not
// say which service it is for.
func protocolOf(r *http.Request) protocol {
	switch {
	case r.Header.Get("Smithy-Protocol") != "":
		return cborProtocol{}
	case r.Header.Get("X-Amz-Target") != "":
		return jsonProtocol{version: "1.1"}
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		return queryProtocol{}
	}
	return restProtocol{}
}

// input holds the members of a request as a JSON object, whatever the protocol
// they came by.
type input json.RawMessage

// with makes an operation of a function that takes its input decoded. A member
// that the function does not know is refused, lest a fake that ignores it make
// a test pass that should not.
func with[In any](f func(*Cloud, In) (any, error)) operation {
	return func(c *Cloud, raw input) (any, error) {
		var in In
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			if strings.Contains(err.Error(), "unknown field") {
				return nil, notCovered("this member: %v", err)
			}
			return nil, refuse(http.StatusBadRequest, "SerializationException", "%v", err)
		}
		return f(c, in)
	}
}

// encodeJSON is json.Marshal without escapes for HTML. It cannot fail: what the
// package encodes holds nothing that JSON has no form for.
func encodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
