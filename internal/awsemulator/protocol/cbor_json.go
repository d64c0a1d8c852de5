package protocol

import (
	"net/http"

	"github.com/aws/smithy-go/encoding/cbor"
)

// For returns the protocol of a request to a service whose clients choose between CBOR and
// AWS JSON 1.0: the SDK for Go sends CBOR, the AWS CLI sends JSON.
//
// See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
func (p CBOR) For(r *http.Request) Protocol {
	if r.Header.Get("Smithy-Protocol") == "" && r.Header.Get("X-Amz-Target") != "" {
		return jsonOfCBOR{JSON{Version: "1.0", QueryCompatible: true}}
	}
	return p
}

// jsonOfCBOR encodes the results of operations that return a cbor.Value as JSON.
type jsonOfCBOR struct{ JSON }

// Success implements [Protocol]. out is a cbor.Value of the types that responses contain.
func (p jsonOfCBOR) Success(call Call, out any) Response {
	plain, err := fromCBOR(out.(cbor.Value))
	if err != nil {
		return p.Failure(NotCovered("%v", err))
	}
	return p.JSON.Success(call, plain)
}
