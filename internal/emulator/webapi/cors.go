package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/response"
)

// exposedHeaders are the headers that a page of another origin may read. Recorded responses
// of Dataverse have this list.
const exposedHeaders = "Preference-Applied,OData-EntityId,Location,ETag,OData-Version,Content-Encoding,Transfer-Encoding,Content-Length,Retry-After,REQ_ID"

// isPreflight reports whether a browser asks which requests a page of another origin may send.
//
// See https://fetch.spec.whatwg.org/#http-cors-protocol
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// preflight allows the request that a page of another origin wants to send. A browser sends
// no token with a preflight request. Microsoft documents that CORS works, and does not
// document the response: here it allows the method and the headers that the browser names.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/oauth-cross-origin-resource-sharing-connect-single-page-application
func preflight(r *http.Request) response.Response {
	h := http.Header{}
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", r.Header.Get("Access-Control-Request-Method"))
	if names := r.Header.Values("Access-Control-Request-Headers"); len(names) > 0 {
		h["Access-Control-Allow-Headers"] = names
	}
	return response.Response{Status: http.StatusOK, Header: h}
}

// share lets a page of another origin read the response to its request. Without a token the
// page reads no data.
func share(r *http.Request, a response.Response) response.Response {
	if r.Header.Get("Origin") == "" || a.FromGateway {
		return a
	}
	if a.Header == nil {
		a.Header = http.Header{}
	}
	a.Header.Set("Access-Control-Allow-Origin", "*")
	exposed := exposedHeaders
	if more := a.Header.Get("Access-Control-Expose-Headers"); more != "" {
		exposed += "," + more
	}
	a.Header.Set("Access-Control-Expose-Headers", exposed)
	return a
}
