package chaos

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// fault is something that goes wrong with a request.
type fault struct {
	kind string
	dynamicstest.Fault
	// refuse fails the connection: nothing reaches the server.
	refuse bool
	// revoke has every token refused from now on, this request's first.
	revoke bool
	// silent says that the client cannot tell whether it was carried out.
	silent bool
}

const html = `<!DOCTYPE html><html><head><title>Our services aren't available right now</title></head></html>`

// choices are the ways a request to Dataverse fails, with a wait of so many
// seconds where it asks for one. Those that Dataverse calls an error of its own are
// not carried out; where nobody knows, both are tried.
func choices(seconds int) []fault {
	var all []fault
	for _, c := range []struct{ code, name string }{{"0x80072322", "requests"}, {"0x80072321", "execution time"}, {"0x80072326", "concurrency"}} {
		at := time.Now().Add(time.Duration(seconds) * time.Second).UTC().Format(http.TimeFormat)
		all = append(all,
			answers("429 "+c.name+", seconds", http.StatusTooManyRequests, c.code, strconv.Itoa(seconds)),
			answers("429 "+c.name+", date", http.StatusTooManyRequests, c.code, at))
	}
	all = append(all,
		answers("503", http.StatusServiceUnavailable, "", ""),
		answers("503, Retry-After", http.StatusServiceUnavailable, "", strconv.Itoa(seconds)),
		page("503, an HTML page", http.StatusServiceUnavailable))
	for _, code := range strings.Fields("0x80044150 0x80044151 0x80044339 0x8004ed47 0x80072300 0x80072301 0x80072031 0x80048542 0x80040216 0x80090412 0x80072327 0x8005f103") {
		all = append(all, answers("500 "+code, http.StatusInternalServerError, code, ""))
	}
	for _, status := range []int{500, 502, 504, 408} {
		f := page(fmt.Sprint(status, " without a code, not carried out"), status)
		f.silent = true
		all = append(all, f)
		f.kind, f.After = fmt.Sprint(status, " without a code, carried out"), true
		all = append(all, f)
	}
	refused := fault{kind: "connection refused", refuse: true}
	before := fault{kind: "connection reset before the commit", silent: true, Fault: dynamicstest.Fault{Drop: true}}
	after := fault{kind: "connection reset after the commit", silent: true, Fault: dynamicstest.Fault{Drop: true, After: true}}
	stall := fault{kind: "stall past the timeout, not carried out", silent: true, Fault: dynamicstest.Fault{Stall: true}}
	stalled := fault{kind: "stall past the timeout, carried out", silent: true, Fault: dynamicstest.Fault{Stall: true, After: true}}
	truncated := fault{kind: "truncated body", Fault: dynamicstest.Fault{Truncate: true}}
	return append(all, refused, before, after, stall, stalled, truncated, fault{kind: revoked, revoke: true})
}

// wait is how many seconds Dataverse asks for: mostly few, sometimes more than an
// invocation has.
func wait(d *rand.Rand) int {
	if d.IntN(4) == 0 {
		return 60 + d.IntN(400)
	}
	return 1 + d.IntN(20)
}

// revoked is the kind of a request whose token Dataverse no longer takes.
const revoked = "token expired or revoked"

// notJSON is a success with a body from somewhere else. It is for reads: of a
// write, Dataverse's status is all that says how it went.
func notJSON() fault { return page("a body that is not JSON", http.StatusOK) }

// plugIn has a plug-in say no to the writes of a message that deserves it, in the
// place of the emulator, which has none and would carry them out. injected says
// that it is the fault given.
func (m *message) plugIn(f fault, write bool) (met fault, injected bool) {
	if m.aborts && write && (f.kind == "" || f.After || f.Truncate) {
		// Plug-ins like to quote.
		return answers("a plug-in says no to "+m.mark(), http.StatusBadRequest, "0x80040265", ""), false
	}
	return f, f.kind != ""
}

// answers is an error with the body of the Web API.
func answers(kind string, status int, code, retryAfter string) fault {
	f := fault{kind: kind, Fault: dynamicstest.Fault{
		Status: status, Header: http.Header{},
		Body: fmt.Sprintf(`{"error":{"code":%q,"message":"This is %s."}}`, code, kind),
	}}
	if retryAfter != "" {
		f.Header.Set("Retry-After", retryAfter)
	}
	return f
}

// page is an answer of somebody in front of Dataverse.
func page(kind string, status int) fault {
	return fault{kind: kind, Fault: dynamicstest.Fault{
		Status: status, Header: http.Header{"Content-Type": {"text/html"}}, Body: html,
	}}
}

// tokenChoices are the ways a request for a token fails, with a wait of so many
// seconds.
func tokenChoices(seconds int) []fault {
	throttled := fault{kind: "token endpoint: AADSTS90055", Fault: dynamicstest.Fault{
		Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {strconv.Itoa(seconds)}},
		Body: `{"error":"temporarily_unavailable","error_description":"AADSTS90055: Tenant throttling.","error_codes":[90055]}`,
	}}
	return []fault{
		throttled, page("token endpoint: 503", http.StatusServiceUnavailable), page("token endpoint: a body that is not JSON", http.StatusOK),
		{kind: "token endpoint: connection reset", Fault: dynamicstest.Fault{Drop: true}},
		{kind: "token endpoint: truncated body", Fault: dynamicstest.Fault{Truncate: true}},
	}
}
