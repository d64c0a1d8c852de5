package emulator

import (
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/response"
)

// Request is one request that the emulator served, with its response. "[redacted]" replaces
// secrets: the Authorization and X-Amz-Security-Token headers, the credential in a token
// request, the token in its response, and the secret string.
type Request struct {
	Service Service
	Method  string
	Target  string // as sent: escaped path?query
	Header  http.Header
	Body    []byte
	// Status is 0 if a fault kept the response back: Fault.Drop or Fault.Stall.
	Status         int
	ResponseHeader http.Header
	ResponseBody   []byte
}

// Requests returns every request served so far, in the order of arrival. The caller may
// change the slice, but not the headers and bodies in it.
func (e *Emulator) Requests() []Request {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.requests[e.forgotten():])
}

// record remembers a request. It drops old requests many at a time: to move the others for
// each request would cost more than the request itself.
func (e *Emulator) record(r Request) {
	if limit := e.keepRequests; limit > 0 && len(e.requests) >= 2*limit+16 {
		e.requests = slices.Delete(e.requests, 0, e.forgotten())
	}
	e.requests = append(e.requests, r)
}

// forgotten is the number of the first requests that are over the limit.
func (e *Emulator) forgotten() int {
	if e.keepRequests <= 0 {
		return 0
	}
	return max(0, len(e.requests)-e.keepRequests)
}

// ForgetRequests empties the list of [Emulator.Requests].
func (e *Emulator) ForgetRequests() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests = nil
}

func newRecord(service Service, r *http.Request, body []byte, a response.Response) Request {
	rec := Request{
		Service: service, Method: r.Method, Target: r.RequestURI, Header: r.Header.Clone(), Body: body,
		Status: a.Status, ResponseHeader: a.Header, ResponseBody: a.Body,
	}
	if rec.Target == "" { // an in-process caller made the request by hand
		rec.Target = r.URL.RequestURI()
	}
	for _, name := range []string{"Authorization", "X-Amz-Security-Token"} {
		if rec.Header.Get(name) != "" {
			rec.Header.Set(name, response.Redacted)
		}
	}
	if service == response.Entra {
		rec.Body = redactForm(body)
	}
	if a.Recorded != nil {
		rec.ResponseBody = a.Recorded
	}
	if a.Drop || a.Stall {
		rec.Status, rec.ResponseHeader, rec.ResponseBody = 0, nil, nil
	}
	return rec
}

// redactForm returns the form as it was sent, without its credentials.
func redactForm(body []byte) []byte {
	fields := strings.Split(string(body), "&")
	for i, f := range fields {
		name, _, _ := strings.Cut(f, "=")
		if name == "client_secret" || name == "client_assertion" {
			fields[i] = name + "=" + response.Redacted
		}
	}
	return []byte(strings.Join(fields, "&"))
}
