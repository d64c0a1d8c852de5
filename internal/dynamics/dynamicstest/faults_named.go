package dynamicstest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// NamedFault is one of the ways in which requests go wrong, with a name to switch
// it on by.
type NamedFault struct {
	Name  string // such as "requests"; letters, digits and hyphens
	What  string // what happens, for people; no two are alike
	Fault Fault
	// Revoke has the request answered as it is, once every token issued so far was
	// revoked. Fault then says no more than which requests that are.
	Revoke bool
}

// NamedFaults are all of them: [DataverseFaults], those that only some requests
// can meet, [TokenFaults], and those of Secrets Manager. Where an answer asks the
// client to wait, it is for so many seconds from now.
func NamedFaults(seconds int, now time.Time) []NamedFault {
	return slices.Concat(DataverseFaults(seconds, now), onlySome(), partFaults(seconds), TokenFaults(seconds), []NamedFault{{
		"secret-500", "Secrets Manager: 500", Fault{
			Service: SecretsManager, Status: http.StatusInternalServerError,
			Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, Body: `{"__type":"InternalServiceError","Message":"try again"}`,
		}, false,
	}})
}

// DataverseFaults are the faults that any request to the Web API can meet.
func DataverseFaults(seconds int, now time.Time) []NamedFault {
	var all []NamedFault
	add := func(name, what string, f Fault) { all = append(all, NamedFault{Name: name, What: what, Fault: f}) }
	date := now.Add(time.Duration(seconds) * time.Second).UTC().Format(http.TimeFormat)
	for _, limit := range []struct{ name, code, what string }{
		{"requests", "0x80072322", "requests"}, {"execution-time", "0x80072321", "execution time"}, {"concurrency", "0x80072326", "concurrency"},
	} {
		add("429-"+limit.name, "429 "+limit.what+", seconds", refusal(http.StatusTooManyRequests, limit.code, strconv.Itoa(seconds)))
		add("429-"+limit.name+"-date", "429 "+limit.what+", date", refusal(http.StatusTooManyRequests, limit.code, date))
	}
	add("503", "503", refusal(http.StatusServiceUnavailable, "", ""))
	add("503-retry-after", "503, Retry-After", refusal(http.StatusServiceUnavailable, "", strconv.Itoa(seconds)))
	add("503-html", "503, an HTML page", htmlPage(http.StatusServiceUnavailable))
	for _, code := range strings.Fields(passing) {
		add("500-"+code, "500 "+code, refusal(http.StatusInternalServerError, code, ""))
	}
	for _, status := range []int{500, 502, 504, 408, 503} {
		f := htmlPage(status)
		if status != http.StatusServiceUnavailable { // which stands above
			add(fmt.Sprint(status, "-html"), fmt.Sprint(status, " without a code, not carried out"), f)
		}
		f.After = true
		add(fmt.Sprint(status, "-html-after"), fmt.Sprint(status, " without a code, carried out"), f)
	}
	add("421", "421 of a gateway", Fault{Status: http.StatusMisdirectedRequest, Bare: true})
	gateway := Fault{Status: http.StatusNoContent, Bare: true}
	add("204-gateway", "204 of a gateway, not carried out", gateway)
	gateway.After = true
	add("204-gateway-after", "204 of a gateway, carried out", gateway)
	add("ip-firewall", "IP firewall, for minutes after a change", said(http.StatusForbidden, "0x80095ffe",
		"The request you are trying to make is rejected as access to your ip is blocked. Contact your administrator for more information."))
	add("customization-lock", "customization lock", said(http.StatusBadRequest, "0x80071151",
		"Cannot start the requested operation [Import] because there is another [EntityCustomization] running at this moment."))
	add("refused", "connection refused", Fault{Drop: true})
	add("reset", "connection reset before the commit", Fault{Drop: true})
	add("reset-after", "connection reset after the commit", Fault{Drop: true, After: true})
	add("stall", "stall past the timeout, not carried out", Fault{Stall: true})
	add("stall-after", "stall past the timeout, carried out", Fault{Stall: true, After: true})
	add("truncated", "truncated body", Fault{Truncate: true})
	return append(all, NamedFault{Name: "token-revoked", What: "token expired or revoked", Revoke: true})
}

// passing are the codes of errors that pass by themselves.
const passing = "0x80044150 0x80044151 0x80044339 0x8004ed47 0x80072300 0x80072301 0x80072031 0x80048542 0x80040216 0x80090412 0x80072327 0x8005f103"

// onlySome are the faults that only some requests can meet, or that only somebody
// mends.
func onlySome() []NamedFault {
	notJSON := htmlPage(http.StatusOK)
	notJSON.Method = http.MethodGet
	plugIn, throttled := refusal(http.StatusBadRequest, "0x80040265", ""), refusal(http.StatusTooManyRequests, bareCode(http.StatusTooManyRequests), "")
	plugIn.Elastic, plugIn.After, throttled.Elastic = true, true, true
	return []NamedFault{
		{Name: "not-json", What: "a body that is not JSON, to a read", Fault: notJSON},
		{Name: "organization-disabled", What: "environment disabled", Fault: said(http.StatusForbidden, "0x8004a104",
			"The Dynamics 365 organization you are attempting to access is currently disabled.  Please contact your system administrator")},
		{Name: "app-access-control", What: "application not allowed by app access control", Fault: said(http.StatusForbidden, "",
			"Access to the Dataverse API is restricted for this application ID.")},
		{Name: "403-html", What: "403, a page of a firewall", Fault: htmlPage(http.StatusForbidden)},
		{Name: "404-html", What: "404, a page of another host", Fault: htmlPage(http.StatusNotFound)},
		{Name: "plug-in", What: "a plug-in says no", Fault: refusal(http.StatusBadRequest, "0x80040265", "")},
		{Name: "elastic-plug-in", What: "an elastic table: a plug-in says no, carried out", Fault: plugIn},
		{Name: "elastic-429", What: "an elastic table: 429 without a code of Dataverse's", Fault: throttled},
		{Name: "no-user", What: "application user missing", Fault: refusal(http.StatusForbidden, "0x80072560", "")},
		{Name: "no-roles", What: "application user without roles", Fault: refusal(http.StatusForbidden, "0x80042f09", "")},
	}
}

// partFaults are those of an operation in a $batch: of each kind one.
func partFaults(seconds int) []NamedFault {
	part := func(name, what string, f Fault) NamedFault {
		f.Inner = true
		return NamedFault{Name: "part-" + name, What: "in a $batch: " + what, Fault: f}
	}
	unknown := htmlPage(http.StatusGatewayTimeout)
	unknown.After = true
	return []NamedFault{
		part("429", "429 requests, seconds", refusal(http.StatusTooManyRequests, "0x80072322", strconv.Itoa(seconds))),
		part("503", "503", refusal(http.StatusServiceUnavailable, "", "")),
		part("500", "500 0x80040216", refusal(http.StatusInternalServerError, "0x80040216", "")),
		part("504-after", "504 without a code, carried out", unknown),
	}
}

// TokenFaults are the faults that a request to the token endpoint can meet.
func TokenFaults(seconds int) []NamedFault {
	token := func(name, what string, f Fault) NamedFault {
		f.Service = Entra
		return NamedFault{Name: "token-" + name, What: "token endpoint: " + what, Fault: f}
	}
	return []NamedFault{
		token("429", "AADSTS90055", Fault{
			Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {strconv.Itoa(seconds)}},
			Body: `{"error":"temporarily_unavailable","error_description":"AADSTS90055: Tenant throttling.","error_codes":[90055]}`,
		}),
		token("503", "503", htmlPage(http.StatusServiceUnavailable)),
		token("not-json", "a body that is not JSON", htmlPage(http.StatusOK)),
		token("reset", "connection reset", Fault{Drop: true}),
		token("truncated", "truncated body", Fault{Truncate: true}),
		token("secret-expired", "client secret expired", Fault{
			Status: http.StatusUnauthorized,
			Body:   `{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired.","error_codes":[7000222]}`,
		}),
	}
}

// refusal is an error with the body of the Web API; an empty code stays empty, as
// Dataverse itself leaves it at times.
func refusal(status int, code, retryAfter string) Fault {
	f := Fault{Status: status, Header: http.Header{}, Body: string(encode(object{{"error", object{
		{"code", code}, {"message", "A fault that was switched on answers with " + strings.TrimSpace(strconv.Itoa(status)+" "+code) + "."},
	}}}))}
	if retryAfter != "" {
		f.Header.Set("Retry-After", retryAfter)
	}
	return f
}

// said is a refusal in Dataverse's own words.
func said(status int, code, message string) Fault {
	return Fault{Status: status, Header: http.Header{}, Body: string(encode(object{{"error", object{{"code", code}, {"message", message}}}}))}
}

// htmlPage is an answer of somebody in front of the service.
func htmlPage(status int) Fault {
	return Fault{
		Status: status, Header: http.Header{"Content-Type": {"text/html"}},
		Body: `<!DOCTYPE html><html><head><title>Our services aren't available right now</title></head></html>`,
	}
}
