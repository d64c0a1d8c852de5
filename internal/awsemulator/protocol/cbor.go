package protocol

import (
	"net/http"
	"strings"

	"github.com/aws/smithy-go/encoding/cbor"
)

// CBOR is Smithy RPC v2 CBOR, with the codes of the older Query protocol in a header.
//
// See https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
type CBOR struct{}

// Operation implements [Protocol].
func (CBOR) Operation(r *http.Request, _ []byte) string {
	return r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
}

// Input implements [Protocol]. The error is a [*Error] for a malformed body.
func (CBOR) Input(_ *http.Request, body []byte) (Input, error) {
	if len(body) == 0 {
		return Input("{}"), nil
	}
	v, err := cbor.Decode(body)
	if err != nil {
		return nil, Refuse(http.StatusBadRequest, "SerializationException", "%v", err)
	}
	plain, err := fromCBOR(v)
	if err != nil {
		return nil, err
	}
	return EncodeJSON(plain), nil
}

// fromCBOR returns a value that encoding/json can encode. It knows the types that
// requests and responses contain.
func fromCBOR(v cbor.Value) (any, error) {
	switch v := v.(type) {
	case cbor.String:
		return string(v), nil
	case cbor.Bool:
		return bool(v), nil
	case cbor.Uint:
		return uint64(v), nil
	case cbor.Float64:
		return float64(v), nil
	case *cbor.Tag: // a time, in seconds
		return fromCBOR(v.Value)
	case cbor.List:
		list := make([]any, len(v))
		for i := range v {
			var err error
			if list[i], err = fromCBOR(v[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	case cbor.Map:
		object := make(map[string]any, len(v))
		for name, member := range v {
			var err error
			if object[name], err = fromCBOR(member); err != nil {
				return nil, err
			}
		}
		return object, nil
	}
	return nil, NotCovered("a %T", v)
}

func (CBOR) header() http.Header {
	return http.Header{"Content-Type": {"application/cbor"}, "Smithy-Protocol": {"rpc-v2-cbor"}}
}

// Success implements [Protocol]. out is a cbor.Value.
func (p CBOR) Success(_ Call, out any) Response {
	return Response{Status: http.StatusOK, Header: p.header(), Body: cbor.Encode(out.(cbor.Value))}
}

// Failure implements [Protocol].
func (p CBOR) Failure(e *Error) Response {
	a := Response{Status: e.Status, Header: p.header()}
	a.Body = cbor.Encode(cbor.Map{"__type": cbor.String(e.Code), "message": cbor.String(e.Message)})
	setQueryError(a.Header, e)
	return a
}

// MissingToken implements [Protocol].
func (CBOR) MissingToken() *Error {
	return Refuse(http.StatusForbidden, "MissingAuthenticationTokenException", "Request is missing Authentication Token")
}
