package awstest

import (
	"net/http"
	"strings"

	"github.com/aws/smithy-go/encoding/cbor"
)

// cborProtocol is Smithy's RPC v2 in CBOR, compatible with query.
//
// See https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
type cborProtocol struct{}

func (cborProtocol) operation(r *http.Request, _ []byte) string {
	return r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
}

func (cborProtocol) input(_ *http.Request, body []byte) (input, error) {
	if len(body) == 0 {
		return input("{}"), nil
	}
	v, err := cbor.Decode(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "SerializationException", "%v", err)
	}
	plain, err := fromCBOR(v)
	if err != nil {
		return nil, err
	}
	return encodeJSON(plain), nil
}

// fromCBOR returns what JSON has a form for: all that inputs are made of.
func fromCBOR(v cbor.Value) (any, error) {
	switch v := v.(type) {
	case cbor.String:
		return string(v), nil
	case cbor.Bool:
		return bool(v), nil
	case cbor.Uint:
		return uint64(v), nil
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
	return nil, notCovered("a %T in a request", v)
}

func (cborProtocol) header() http.Header {
	return http.Header{"Content-Type": {"application/cbor"}, "Smithy-Protocol": {"rpc-v2-cbor"}}
}

// success takes a cbor.Value.
func (p cborProtocol) success(_ Call, out any) answer {
	return answer{status: http.StatusOK, header: p.header(), body: cbor.Encode(out.(cbor.Value))}
}

func (p cborProtocol) failure(e *apiError) answer {
	a := answer{status: e.status, header: p.header()}
	a.body = cbor.Encode(cbor.Map{"__type": cbor.String(e.code), "message": cbor.String(e.message)})
	setQueryError(a.header, e)
	return a
}

func (cborProtocol) missingToken() *apiError {
	return refuse(http.StatusForbidden, "MissingAuthenticationTokenException", "Request is missing Authentication Token")
}
