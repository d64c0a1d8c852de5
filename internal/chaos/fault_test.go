package chaos

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// fault is something that goes wrong with a request. What is carried out, and what
// the client is told, is the network's doing: the emulator knows nothing of it.
type fault struct {
	kind string
	// status, header and body are the answer in place of the true one. A bare one is of
	// something in front of the service, without the headers that tell the service's own.
	status int
	header http.Header
	body   string
	bare   bool
	// after has the request carried out first; late within two minutes, once the client
	// was told of the failure.
	after, late bool
	// drop breaks the connection; stall says nothing; truncate carries the request out
	// and breaks off in the middle of the answer.
	drop, stall, truncate bool
	// refuse fails the connection: nothing reaches the server.
	refuse bool
	// revoke has every token refused from now on, this request's first.
	revoke bool
	// silent says that the client cannot tell whether it was carried out.
	silent bool
}

// longestCommit is how long Dataverse works on a request whose client is gone.
const longestCommit = 120 * time.Second

// throttles are the service protection limits, by their codes.
func throttles(seconds int) []fault {
	date := time.Now().Add(time.Duration(seconds) * time.Second).UTC().Format(http.TimeFormat)
	var all []fault
	for _, limit := range [][2]string{{"0x80072322", "requests"}, {"0x80072321", "execution time"}, {"0x80072326", "concurrency"}} {
		dated := answers("429 "+limit[1]+", date", http.StatusTooManyRequests, limit[0], date)
		dated.header.Set("Date", time.Now().UTC().Format(http.TimeFormat)) // the clock of who waits may be wrong
		all = append(all, answers("429 "+limit[1]+", seconds", http.StatusTooManyRequests, limit[0], strconv.Itoa(seconds)), dated)
	}
	return append(all, answers("503, Retry-After", http.StatusServiceUnavailable, "", strconv.Itoa(seconds)))
}

// passing are errors that Dataverse gives and that pass by themselves: nothing was
// carried out.
func passing() []fault {
	all := []fault{
		answers("503", http.StatusServiceUnavailable, "", ""),
		answers("IP firewall, for minutes after a change", http.StatusForbidden, "0x80095ffe", ""),
		answers("customization lock", http.StatusBadRequest, "0x80071151", ""),
		{kind: "421 of a gateway", status: http.StatusMisdirectedRequest, bare: true},
	}
	for _, code := range strings.Fields("0x80044150 0x80044151 0x80044339 0x8004ed47 0x80072300 0x80072301 0x80072031 0x80048542 0x80040216 0x80090412 0x80072327 0x8005f103") {
		all = append(all, answers("500 "+code, http.StatusInternalServerError, code, ""))
	}
	return all
}

// gateways are answers of somebody in front of Dataverse, who does not say whether it
// carried the request out: both are tried.
func gateways() []fault {
	var all []fault
	for _, status := range []int{500, 502, 503, 504, 408, 200} {
		all = append(all, page(fmt.Sprintf("a gateway's page, %d", status), status))
	}
	for _, status := range []int{200, 204} {
		all = append(all, fault{kind: fmt.Sprintf("a bare %d of a gateway", status), status: status, bare: true})
	}
	return untold(all)
}

// connections are ways in which no answer comes.
func connections() []fault {
	return untold([]fault{{kind: "connection reset", drop: true}, {kind: "stall past the timeout", stall: true}})
}

// untold has each fault before the request is carried out, and after.
func untold(all []fault) []fault {
	for n := range all {
		f := all[n]
		f.silent = true
		all[n] = f.named(f.kind + ", not carried out")
		f.after = true
		all = append(all, f.named(f.kind+", carried out"))
	}
	return all
}

// late are commits that come up to two minutes after the client was told of a failure.
func late() []fault {
	gateway := page("a gateway's 504, committed up to 120 s later", http.StatusGatewayTimeout)
	reset := fault{kind: "connection reset, committed up to 120 s later", drop: true}
	all := []fault{gateway, reset}
	for n := range all {
		all[n].silent, all[n].late = true, true
	}
	return all
}

// choices are the ways a request to Dataverse fails, with a wait of so many seconds
// where it asks for one.
func choices(seconds int, write bool) []fault {
	all := slices.Concat(throttles(seconds), passing(), gateways(), connections(), []fault{
		{kind: "connection refused", refuse: true},
		{kind: "truncated body", truncate: true},
		{kind: revoked, revoke: true},
	})
	if write {
		return append(all, late()...)
	}
	// Of a read, what is lost is the answer alone.
	return append(all, notJSON(), notJSON(), notJSON())
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

// notJSON is a success with a body from somewhere else, to a read.
func notJSON() fault { return page("a body that is not JSON", http.StatusOK) }

// plugIn has a plug-in say no to the writes of a message that deserves it, in the
// place of the emulator, which has none and would carry them out. injected says
// that it is the fault given.
func (m *message) plugIn(f fault, write bool) (met fault, injected bool) {
	if m.aborts && write && (f.kind == "" || f.after || f.late || f.truncate) {
		// Plug-ins like to quote.
		return answers("a plug-in that says no to "+m.quoted(), http.StatusBadRequest, "0x80040265", ""), false
	}
	return f, f.kind != ""
}

// answers is an error with the body of the Web API.
func answers(kind string, status int, code, retryAfter string) fault {
	message, _ := json.Marshal("This is " + kind + ".")
	f := fault{kind: kind, status: status, header: http.Header{"Content-Type": {"application/json; odata.metadata=minimal"}},
		body: fmt.Sprintf(`{"error":{"code":%q,"message":%s}}`, code, message)}
	if retryAfter != "" {
		f.header.Set("Retry-After", retryAfter)
	}
	return f
}

// page is an answer of somebody in front of Dataverse.
func page(kind string, status int) fault {
	return fault{
		kind: kind, status: status, bare: true, header: http.Header{"Content-Type": {"text/html"}},
		body: `<!DOCTYPE html><html><head><title>Our services aren't available right now</title></head></html>`,
	}
}

func (f fault) named(kind string) fault {
	f.kind = kind
	return f
}

// inPart is the fault as a part of a $batch meets it, which only who answers for the
// whole of it can mix in.
func (f fault) inPart() dynamicstest.Fault {
	return dynamicstest.Fault{Status: f.status, Header: f.header, Body: f.body, Bare: f.bare, After: f.after}
}

// tokenChoices are the ways a request for a token fails that pass, with a wait of
// so many seconds.
func tokenChoices(seconds int) []fault {
	throttled := fault{kind: "token endpoint: AADSTS90055", status: http.StatusTooManyRequests,
		header: http.Header{"Retry-After": {strconv.Itoa(seconds)}, "Content-Type": {"application/json; charset=utf-8"}},
		body:   `{"error":"temporarily_unavailable","error_description":"AADSTS90055: Tenant throttling.","error_codes":[90055]}`,
	}
	return []fault{
		throttled, page("token endpoint: 503", http.StatusServiceUnavailable), page("token endpoint: a body that is not JSON", http.StatusOK),
		{kind: "token endpoint: connection reset", drop: true}, {kind: "token endpoint: truncated body", truncate: true},
	}
}
