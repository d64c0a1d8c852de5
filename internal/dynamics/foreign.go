package dynamics

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
)

// isForeign reports whether an answer is not Dataverse's own, but that of something
// in front of it: a firewall, a gateway, a proxy, a page of another site. Such an
// answer says nothing of the message. Dataverse's own has one of these marks:
//
//   - the header OData-Version, without which no documented success comes;
//   - of a refusal, an id of the request (x-ms-service-request-id, REQ_ID), or the
//     documented JSON object "error" with a code such as 0x80040217, as some refusals
//     come without any header;
//   - of a $batch that is refused as a whole, plain text beside such a header.
//
// A page of HTML is foreign whatever its headers say: the Web API writes none.
func (p part) isForeign() bool {
	switch {
	case p.isPage():
		return true
	case p.status >= 200 && p.status <= 299:
		return p.header.Get("OData-Version") == ""
	case p.isErrorOfDataverse():
		return false
	case p.header.Get("OData-Version") == "" && p.header.Get("X-Ms-Service-Request-Id") == "" && p.header.Get("Req_id") == "":
		return true
	}
	return len(p.body) > 0 && !json.Valid(p.body) && p.media() != "text/plain" && p.media() != "multipart/mixed"
}

// isPage reports whether the answer is a page of HTML, by its type or its beginning.
func (p part) isPage() bool {
	start := bytes.TrimLeft(p.body, "\ufeff \t\r\n")
	start = bytes.ToLower(start[:min(len(start), len("<!doctype html"))])
	return p.media() == "text/html" || bytes.HasPrefix(start, []byte("<html")) || bytes.HasPrefix(start, []byte("<!doctype html"))
}

// isErrorOfDataverse reports whether the body is the Web API's own error, with a code
// that nobody else has: gateways write an object "error" as well.
func (p part) isErrorOfDataverse() bool {
	code, _, _ := parseErrorBody(p.header.Get("Content-Type"), p.body)
	return isOfDataverse(code)
}

// isOfDataverse reports whether a code has the form of Dataverse's own.
func isOfDataverse(code string) bool { return codeNumber(code)>>31 == 1 }

func (p part) media() string {
	media, _, _ := mime.ParseMediaType(p.header.Get("Content-Type"))
	return media
}

// classOfForeign is the class of an answer of something in front of Dataverse: what
// its status says of the message is no more than that the request is too long.
func classOfForeign(status int) Class {
	switch {
	case status == http.StatusRequestEntityTooLarge, status == http.StatusRequestURITooLong:
		return Rejected
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return Misconfigured
	}
	if class := classOfStatus(status); class == Unavailable && status != 0 {
		return Unavailable
	}
	return Misconfigured
}
