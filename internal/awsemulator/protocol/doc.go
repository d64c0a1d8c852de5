// Package protocol encodes and decodes the wire protocols of AWS: Query, JSON,
// RPC v2 CBOR and REST JSON. It knows no service.
//
// An [Operation] gets its input as a JSON object, whatever the protocol of the
// request. A [Protocol] encodes the result or the [Error] of the operation.
// All types are safe for concurrent use.
package protocol
