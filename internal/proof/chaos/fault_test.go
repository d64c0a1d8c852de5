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

	"sns-dynamics/internal/emulator"
)

// fault is a failure of a request. The network decides whether the request is carried
// out, and what the client gets. The emulator does not know of the fault.
type fault struct {
	kind string
	// status, header and body are the response that replaces the true one. A bare
	// response comes from a gateway, without the headers of the service.
	status int
	header http.Header
	body   string
	bare   bool
	// after means that the request is carried out before the failure. late means that it
	// is carried out within two minutes after the failure.
	after, late bool
	// drop closes the connection. stall sends nothing. truncate carries out the request
	// and ends in the middle of the response.
	drop, stall, truncate bool
	// refuse fails the connection: the server gets nothing.
	refuse bool
	// revoke revokes all tokens before this request.
	revoke bool
	// silent means that the client cannot know whether the request was carried out.
	silent bool
}

// longestCommit is the longest time for which Dataverse works on a request of a client
// that has gone.
const longestCommit = 120 * time.Second

// throttles returns the errors of the service protection limits, by their codes.
func throttles(seconds int) []fault {
	date := time.Now().Add(time.Duration(seconds) * time.Second).UTC().Format(http.TimeFormat)
	var all []fault
	for _, limit := range [][2]string{{"0x80072322", "requests"}, {"0x80072321", "execution time"}, {"0x80072326", "concurrency"}} {
		dated := errorResponse("429 "+limit[1]+", date", http.StatusTooManyRequests, limit[0], date)
		dated.header.Set("Date", time.Now().UTC().Format(http.TimeFormat)) // the clock of the client may be wrong
		all = append(all, errorResponse("429 "+limit[1]+", seconds", http.StatusTooManyRequests, limit[0], strconv.Itoa(seconds)), dated)
	}
	return append(all, errorResponse("503, Retry-After", http.StatusServiceUnavailable, "", strconv.Itoa(seconds)))
}

// passing returns temporary errors of Dataverse. The request is not carried out.
func passing() []fault {
	all := []fault{
		errorResponse("503", http.StatusServiceUnavailable, "", ""),
		errorResponse("IP firewall, for minutes after a change", http.StatusForbidden, "0x80095ffe", ""),
		errorResponse("customization lock", http.StatusBadRequest, "0x80071151", ""),
		{kind: "421 of a gateway", status: http.StatusMisdirectedRequest, bare: true},
	}
	for _, code := range strings.Fields("0x80044150 0x80044151 0x80044339 0x8004ed47 0x80072300 0x80072301 0x80072031 0x80048542 0x80040216 0x80090412 0x80072327 0x8005f103") {
		all = append(all, errorResponse("500 "+code, http.StatusInternalServerError, code, ""))
	}
	return all
}

// gateways returns responses of a gateway before Dataverse, which does not tell whether
// the request was carried out. Both cases are included.
func gateways() []fault {
	var all []fault
	for _, status := range []int{500, 502, 503, 504, 408, 200} {
		all = append(all, page(fmt.Sprintf("a gateway's page, %d", status), status))
	}
	for _, status := range []int{200, 204} {
		all = append(all, fault{kind: fmt.Sprintf("a bare %d of a gateway", status), status: status, bare: true})
	}
	return beforeAndAfter(all)
}

// connections returns failures without a response.
func connections() []fault {
	return beforeAndAfter([]fault{{kind: "connection reset", drop: true}, {kind: "stall past the timeout", stall: true}})
}

// beforeAndAfter returns each fault twice: before the request is carried out, and after.
func beforeAndAfter(all []fault) []fault {
	for n := range all {
		f := all[n]
		f.silent = true
		all[n] = f.named(f.kind + ", not carried out")
		f.after = true
		all = append(all, f.named(f.kind+", carried out"))
	}
	return all
}

// late returns faults whose request is committed up to two minutes after the failure.
func late() []fault {
	gateway := page("a gateway's 504, committed up to 120 s later", http.StatusGatewayTimeout)
	reset := fault{kind: "connection reset, committed up to 120 s later", drop: true}
	all := []fault{gateway, reset}
	for n := range all {
		all[n].silent, all[n].late = true, true
	}
	return all
}

// choices returns the faults of a request to Dataverse. seconds is the time that the
// faults with Retry-After ask the client to wait.
func choices(seconds int, write bool) []fault {
	all := slices.Concat(throttles(seconds), passing(), gateways(), connections(), []fault{
		{kind: "connection refused", refuse: true},
		{kind: "truncated body", truncate: true},
		{kind: revoked, revoke: true},
	})
	if write {
		return append(all, late()...)
	}
	// A read can only lose its response.
	return append(all, notJSON(), notJSON(), notJSON())
}

// wait returns the seconds that Dataverse asks the client to wait: usually few,
// sometimes more than the time of an invocation.
func wait(d *rand.Rand) int {
	if d.IntN(4) == 0 {
		return 60 + d.IntN(400)
	}
	return 1 + d.IntN(20)
}

// revoked is the kind of a request whose token Dataverse refuses.
const revoked = "token expired or revoked"

// notJSON is a response to a read with status 200 and the body of another server.
func notJSON() fault { return page("a body that is not JSON", http.StatusOK) }

// pluginFault makes a plug-in reject the writes with pluginAborts. The emulator
// has no plug-in and would carry them out. injected means that the result is the given
// fault.
func (m *message) pluginFault(f fault, write bool) (met fault, injected bool) {
	if m.pluginAborts && write && (f.kind == "" || f.after || f.late || f.truncate) {
		// Plug-ins often quote values.
		return errorResponse("a plug-in that says no to "+m.quoted(), http.StatusBadRequest, "0x80040265", ""), false
	}
	return f, f.kind != ""
}

// errorResponse returns an error with a body of the Web API.
func errorResponse(kind string, status int, code, retryAfter string) fault {
	message, _ := json.Marshal("This is " + kind + ".")
	f := fault{kind: kind, status: status, header: http.Header{"Content-Type": {"application/json; odata.metadata=minimal"}},
		body: fmt.Sprintf(`{"error":{"code":%q,"message":%s}}`, code, message)}
	if retryAfter != "" {
		f.header.Set("Retry-After", retryAfter)
	}
	return f
}

// page returns a response of a gateway before Dataverse.
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

// inPart returns the fault for a request in a $batch. Only the emulator, which writes
// the response to the $batch, can inject it.
func (f fault) inPart() emulator.Fault {
	return emulator.Fault{Status: f.status, Header: f.header, Body: f.body, Bare: f.bare, After: f.after}
}

// tokenChoices returns temporary failures of a token request. seconds is the time that
// the faults with Retry-After ask the client to wait.
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
