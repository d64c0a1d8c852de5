package dynamicstest

import (
	"net/http"
	"slices"
	"strings"
)

// Service is one of the three remote services the emulator stands in for.
type Service string

// The services, by the names used in [Request] and [Fault].
const (
	Dataverse      Service = "dataverse"
	Entra          Service = "entra"
	SecretsManager Service = "secretsmanager"
)

// Request is one request the emulator answered, with its answer. Secrets are
// replaced by "[redacted]": the Authorization and X-Amz-Security-Token
// headers, the credential sent to the token endpoint, the token it gave, and
// the secret string.
type Request struct {
	Service Service
	Method  string
	Target  string // as sent: escaped path?query
	Header  http.Header
	Body    []byte
	// Status is 0 when a fault kept the answer back: Fault.Drop or Fault.Stall.
	Status         int
	ResponseHeader http.Header
	ResponseBody   []byte
}

// Requests returns every request answered so far, in order of arrival. The
// slice is the caller's; the headers and bodies in it are not to be changed.
func (e *Emulator) Requests() []Request {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.requests[e.forgotten():])
}

// record remembers a request. The ones to forget go a good many at a time: to
// move the others up for each would cost more than the request itself.
func (e *Emulator) record(r Request) {
	if most := e.keepRequests; most > 0 && len(e.requests) >= 2*most+16 {
		e.requests = slices.Delete(e.requests, 0, e.forgotten())
	}
	e.requests = append(e.requests, r)
}

// forgotten is how many of the first requests are over the bound.
func (e *Emulator) forgotten() int {
	if e.keepRequests <= 0 {
		return 0
	}
	return max(0, len(e.requests)-e.keepRequests)
}

// ForgetRequests empties what [Emulator.Requests] returns.
func (e *Emulator) ForgetRequests() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests = nil
}

func newRecord(service Service, r *http.Request, body []byte, a answer) Request {
	rec := Request{
		Service: service, Method: r.Method, Target: r.RequestURI, Header: r.Header.Clone(), Body: body,
		Status: a.status, ResponseHeader: a.header, ResponseBody: a.body,
	}
	if rec.Target == "" { // an in-process caller made the request by hand
		rec.Target = r.URL.RequestURI()
	}
	for _, name := range []string{"Authorization", "X-Amz-Security-Token"} {
		if rec.Header.Get(name) != "" {
			rec.Header.Set(name, redacted)
		}
	}
	if service == Entra {
		rec.Body = redactForm(body)
	}
	if a.recorded != nil {
		rec.ResponseBody = a.recorded
	}
	if a.drop || a.stall {
		rec.Status, rec.ResponseHeader, rec.ResponseBody = 0, nil, nil
	}
	return rec
}

// redactForm keeps the form as it was sent but for the credentials in it.
func redactForm(body []byte) []byte {
	fields := strings.Split(string(body), "&")
	for i, f := range fields {
		name, _, _ := strings.Cut(f, "=")
		if name == "client_secret" || name == "client_assertion" {
			fields[i] = name + "=" + redacted
		}
	}
	return []byte(strings.Join(fields, "&"))
}
