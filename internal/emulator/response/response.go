// Package response holds the response of a service before it is sent.
package response

import (
	"errors"
	"fmt"
	"html"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
)

// Response is the response of a service to one request. A handler returns it and does not
// write it. So one place records it, replaces it by a fault, and sends it.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// Recorded replaces body in the request log if body holds a secret.
	Recorded []byte
	Drop     bool // close the connection without a response
	Stall    bool // send nothing until the client closes the connection
	Truncate bool // cut off in the middle of the body
	// Done is called with the time when the response is ready, for a request that counts
	// towards the limits.
	Done        func(now time.Time)
	FromGateway bool // the response comes from IIS or from something else in front of the service
	EndsBatch   bool // the response to a whole $batch, not to one of its operations
}

const (
	// WebAPIJSON is the Content-Type of a JSON body of the Web API.
	WebAPIJSON = "application/json; odata.metadata=minimal"
	// Redacted replaces a secret.
	Redacted = "[redacted]"
)

// Write sends the response, or closes the connection for Drop, Stall and Truncate. It
// panics with http.ErrAbortHandler if net/http has no other way to close the connection.
func (a Response) Write(w http.ResponseWriter, r *http.Request) {
	if a.Stall {
		<-r.Context().Done()
	}
	if a.Drop || a.Stall {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			conn.Close()
			return
		}
		// A stream of HTTP/2 and the writer of an in-process caller cannot be hijacked.
		// This panic is net/http's own way to cut a response off.
		panic(http.ErrAbortHandler)
	}
	spell(w.Header(), a.Header)
	if a.Truncate && len(a.Body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
		w.WriteHeader(a.Status)
		w.Write(a.Body[:len(a.Body)/2])
		http.NewResponseController(w).Flush() // otherwise the panic would discard this half
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(a.Status)
	w.Write(a.Body)
}

// IsPage reports whether the response is a page of HTML.
func (a Response) IsPage() bool { return strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") }

// spell sets the headers under the names that Dataverse writes. HTTP/1.1 keeps the case of
// names, and some clients need it.
func spell(h, header http.Header) {
	for name, values := range header {
		if spelling, special := HeaderSpellings[name]; special {
			name = spelling
		}
		h[name] = values
	}
}

// Entity is a response of the Web API with a JSON body.
func Entity(status int, body orderedjson.Object) Response {
	return Response{Status: status, Header: http.Header{"Content-Type": {WebAPIJSON}}, Body: orderedjson.Encode(body)}
}

// Empty is a response without a body: 204.
func Empty() Response { return Response{Status: http.StatusNoContent, Header: http.Header{}} }

// Failure is the response to a failed request, in the documented form. If annotated, it has
// the documented annotations of errors. An error other than an *odata.Error is a failure of
// the emulator.
func Failure(err error, annotated bool) Response {
	var refusal *odata.Error
	if !errors.As(err, &refusal) {
		refusal = odata.Refuse(http.StatusInternalServerError, "InternalError", "the emulator failed: %v", err)
	}
	if refusal.HTML {
		page := fmt.Sprintf("<!DOCTYPE html>\r\n<html>\r\n<head><title>%[1]s</title></head>\r\n<body><h2><i>%[1]s</i></h2></body>\r\n</html>\r\n", html.EscapeString(refusal.Message))
		return Response{Status: refusal.Status, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte(page), FromGateway: true}
	}
	if refusal.TextOnly {
		return Response{Status: refusal.Status, Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, Body: []byte(refusal.Message), EndsBatch: true}
	}
	header := http.Header{"Content-Type": {WebAPIJSON}}
	if refusal.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(refusal.RetryAfter))
	}
	details := orderedjson.Object{{"code", refusal.Code}, {"message", refusal.Message}}
	if annotated {
		details = append(details,
			orderedjson.Member{"@Microsoft.PowerApps.CDS.HelpLink", "http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a" + strings.TrimPrefix(refusal.Code, "0x") + "&client=platform"},
			orderedjson.Member{"@Microsoft.PowerApps.CDS.TraceText", ""},
			orderedjson.Member{"@Microsoft.PowerApps.CDS.InnerError.Message", refusal.Message})
		details = append(details, refusal.Details...)
	}
	return Response{Status: refusal.Status, Header: header, Body: orderedjson.Encode(orderedjson.Object{{"error", details}})}
}

// HeaderSpellings are the names that net/http would write in another way.
var HeaderSpellings = map[string]string{"Req_id": "REQ_ID", "Odata-Version": "OData-Version", "Odata-Entityid": "OData-EntityId", "Etag": "ETag"}

// Stamp adds the headers of every response of the service. A response from a gateway does
// not have them.
func (a *Response) Stamp(service Service) {
	h := http.Header{}
	switch {
	case a.FromGateway:
		return
	case service == Dataverse: // canonical names, for speed
		h["Odata-Version"] = []string{"4.0"}
		h["X-Ms-Service-Request-Id"] = []string{guid.New()}
		h["Req_id"] = []string{guid.New()}
	case service == Entra:
		h.Set("x-ms-request-id", guid.New())
	case service == SecretsManager:
		h.Set("x-amzn-RequestId", guid.New())
	}
	maps.Copy(h, a.Header)
	a.Header = h
}
