package webapi

import (
	"bytes"
	"encoding/json"
	"mime"

	"sns-dynamics/internal/errorcode"
)

// IsForeign reports whether a response is not from Dataverse, but from something in
// front of it: a firewall, a gateway, a proxy, another site. Such a response says nothing
// about the message. A response of Dataverse has one of these marks:
//
//   - a success: the header OData-Version, which every documented success has;
//   - a refusal: an id of the request (x-ms-service-request-id, REQ_ID), or the documented
//     JSON object "error" with a code such as 0x80040217, because some refusals come
//     without any header;
//   - the refusal of a whole $batch: plain text together with such a header.
//
// A page of HTML is foreign whatever its headers say, because the Web API writes no HTML.
func (p Response) IsForeign() bool {
	switch {
	case p.IsPage():
		return true
	case p.Status >= 200 && p.Status <= 299:
		return p.Header.Get("OData-Version") == ""
	case p.isErrorOfDataverse():
		return false
	case p.Header.Get("OData-Version") == "" && p.Header.Get("X-Ms-Service-Request-Id") == "" && p.Header.Get("Req_id") == "":
		return true
	}
	return len(p.Body) > 0 && !json.Valid(p.Body) && p.media() != "text/plain" && p.media() != "multipart/mixed"
}

// IsPage reports whether the response is a page of HTML, by its media type or its first
// characters.
func (p Response) IsPage() bool {
	start := bytes.TrimLeft(p.Body, "\ufeff \t\r\n")
	start = bytes.ToLower(start[:min(len(start), len("<!doctype html"))])
	return p.media() == "text/html" || bytes.HasPrefix(start, []byte("<html")) || bytes.HasPrefix(start, []byte("<!doctype html"))
}

// isErrorOfDataverse reports whether the body is the Web API's own error, with a code
// that only Dataverse has. Gateways write an object "error" too.
func (p Response) isErrorOfDataverse() bool {
	code, _, _ := ParseErrorBody(p.Header.Get("Content-Type"), p.Body)
	return errorcode.IsOfDataverse(code)
}

func (p Response) media() string {
	media, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
	return media
}
