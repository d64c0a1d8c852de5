package odata

import "net/http"

// Request is one request to the Web API. The parts that need no schema are parsed.
type Request struct {
	Method      string
	Header      http.Header
	Body        []byte
	Endpoint    Endpoint
	Target      string // the request URI
	Query       Query
	Preferences Preferences
	Conditions  Conditions
}

// Endpoint is the address at which the client reaches the Web API.
type Endpoint struct {
	Origin string // scheme and host
	Root   string // the service root URL, of the version that was called
}

// NewRequest returns the request without its query options and preferences. The version
// is the version in its path.
func NewRequest(r *http.Request, body []byte, version string) *Request {
	origin := Origin(r)
	return &Request{
		Method: r.Method, Header: r.Header, Body: body, Endpoint: Endpoint{origin, origin + "/api/data/" + version + "/"},
		Target: origin + r.URL.RequestURI(), Conditions: parseConditions(r.Header),
	}
}
