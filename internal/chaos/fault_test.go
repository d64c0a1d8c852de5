package chaos

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
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

// choices are the ways a request to Dataverse fails, with a wait of so many
// seconds where it asks for one. Those that Dataverse calls an error of its own are
// not carried out; where nobody knows, both are tried.
func choices(seconds int) []fault {
	var all []fault
	for _, n := range dynamicstest.DataverseFaults(seconds, time.Now()) {
		f := fault{kind: n.What, Fault: n.Fault, refuse: n.Name == "refused", revoke: n.Revoke}
		f.silent = !f.refuse && (f.Drop || f.Stall || isLost(f.Fault))
		all = append(all, f)
	}
	return all
}

// isLost reports whether somebody in front of Dataverse answered for it, so that
// nobody knows what became of the request.
func isLost(f dynamicstest.Fault) bool {
	isPage := f.Header.Get("Content-Type") == "text/html"
	return slices.Contains([]int{500, 502, 503, 504, 408}, f.Status) && isPage || f.Bare && f.Status < 300
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
		return answers("a plug-in that says no to "+m.quoted(), http.StatusBadRequest, "0x80040265", ""), false
	}
	return f, f.kind != ""
}

// answers is an error with the body of the Web API.
func answers(kind string, status int, code, retryAfter string) fault {
	message, _ := json.Marshal("This is " + kind + ".")
	f := fault{kind: kind, Fault: dynamicstest.Fault{
		Status: status, Header: http.Header{},
		Body: fmt.Sprintf(`{"error":{"code":%q,"message":%s}}`, code, message),
	}}
	if retryAfter != "" {
		f.Header.Set("Retry-After", retryAfter)
	}
	return f
}

// page is an answer of somebody in front of Dataverse.
func page(kind string, status int) fault {
	return fault{kind: kind, Fault: dynamicstest.Fault{
		Status: status, Header: http.Header{"Content-Type": {"text/html"}},
		Body: `<!DOCTYPE html><html><head><title>Our services aren't available right now</title></head></html>`,
	}}
}

// tokenChoices are the ways a request for a token fails that pass, with a wait of
// so many seconds.
func tokenChoices(seconds int) []fault {
	var all []fault
	for _, n := range dynamicstest.TokenFaults(seconds) {
		if n.Fault.Status != http.StatusUnauthorized {
			all = append(all, fault{kind: n.What, Fault: n.Fault})
		}
	}
	return all
}
