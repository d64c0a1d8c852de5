package fault

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
)

// Named is a fault that can be switched on by its name.
type Named struct {
	Name  string // such as "requests"; letters, digits and hyphens
	Group string // the kind of the fault, for people: one of the groups below
	What  string // the effect in one line, for people; each fault has another text
	Fault Fault
	// Revoke revokes every token issued so far, and then serves the request. Fault then says
	// only which requests meet it.
	Revoke bool
}

// The groups of the named faults.
const (
	throttling  = "Throttling"
	unavailable = "Dataverse is unavailable"
	gateway     = "A gateway before Dataverse"
	connection  = "Connection"
	setup       = "Access and configuration"
	rows        = "Rows and plug-ins"
	parts       = "Operations of a $batch"
	tokens      = "Token endpoint"
	secrets     = "Secrets Manager"
)

// All returns all named faults: [OfDataverse], the faults of only some requests,
// [OfTokens], and the faults of Secrets Manager. seconds is the wait in a response that
// asks the client to wait.
func All(seconds int, now time.Time) []Named {
	return slices.Concat(OfDataverse(seconds, now), onlySome(), partFaults(seconds), OfTokens(seconds), []Named{{
		"secret-500", secrets, "Secrets Manager responds with 500 InternalServiceError", Fault{
			Service: response.SecretsManager, Status: http.StatusInternalServerError,
			Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, Body: `{"__type":"InternalServiceError","Message":"try again"}`,
		}, false,
	}})
}

// OfDataverse returns the faults that any request to the Web API can meet.
func OfDataverse(seconds int, now time.Time) []Named {
	var all []Named
	add := func(group, name, what string, f Fault) {
		all = append(all, Named{Name: name, Group: group, What: what, Fault: f})
	}
	date := now.Add(time.Duration(seconds) * time.Second).UTC().Format(http.TimeFormat)
	for _, limit := range []struct{ name, code, what string }{
		{"requests", "0x80072322", "the number of requests in 5 minutes"},
		{"execution-time", "0x80072321", "the execution time in 5 minutes"},
		{"concurrency", "0x80072326", "the number of concurrent requests"},
	} {
		what := "429, over the limit of " + limit.what + "; Retry-After "
		add(throttling, "429-"+limit.name, what+"in seconds", refusal(http.StatusTooManyRequests, limit.code, strconv.Itoa(seconds)))
		add(throttling, "429-"+limit.name+"-date", what+"as a date", refusal(http.StatusTooManyRequests, limit.code, date))
	}
	add(unavailable, "503", "Dataverse responds with 503 and no code", refusal(http.StatusServiceUnavailable, "", ""))
	add(unavailable, "503-retry-after", "Dataverse responds with 503 and Retry-After", refusal(http.StatusServiceUnavailable, "", strconv.Itoa(seconds)))
	add(gateway, "503-html", "503 with a page of HTML, not carried out", htmlPage(http.StatusServiceUnavailable))
	for _, p := range passing() {
		add(unavailable, "500-"+p.code, "500 "+p.code+": "+p.what, refusal(http.StatusInternalServerError, p.code, ""))
	}
	for _, status := range []int{500, 502, 504, 408, 503} {
		f := htmlPage(status)
		if status != http.StatusServiceUnavailable { // the list above has this one
			add(gateway, fmt.Sprint(status, "-html"), fmt.Sprint(status, " with a page of HTML, not carried out"), f)
		}
		f.After = true
		add(gateway, fmt.Sprint(status, "-html-after"), fmt.Sprint(status, " with a page of HTML, carried out"), f)
	}
	add(gateway, "421", "421 of a gateway that knows another host", Fault{Status: http.StatusMisdirectedRequest, Bare: true})
	noContent := Fault{Status: http.StatusNoContent, Bare: true}
	add(gateway, "204-gateway", "204 of a gateway, not carried out", noContent)
	noContent.After = true
	add(gateway, "204-gateway-after", "204 of a gateway, carried out", noContent)
	add(setup, "ip-firewall", "the IP firewall blocks the address, as for minutes after a change", said(http.StatusForbidden, "0x80095ffe",
		"The request you are trying to make is rejected as access to your ip is blocked. Contact your administrator for more information."))
	add(setup, "customization-lock", "a solution is being imported, and locks the customizations", said(http.StatusBadRequest, "0x80071151",
		"Cannot start the requested operation [Import] because there is another [EntityCustomization] running at this moment."))
	add(connection, "refused", "the connection is refused", Fault{Drop: true})
	add(connection, "reset", "the connection is reset before the commit", Fault{Drop: true})
	add(connection, "reset-after", "the connection is reset after the commit", Fault{Drop: true, After: true})
	add(connection, "stall", "a slow server: no response before the timeout of the client, not carried out", Fault{Stall: true})
	add(connection, "stall-after", "a slow server: no response before the timeout of the client, carried out", Fault{Stall: true, After: true})
	add(connection, "truncated", "the body of the response ends too early", Fault{Truncate: true})
	return append(all, Named{Name: "token-revoked", Group: setup, What: "the access token is expired or revoked", Revoke: true})
}

// passingCode is the code of an error that passes without help.
type passingCode struct{ code, what string }

// passing returns the codes of the errors that pass without help.
func passing() []passingCode {
	return []passingCode{
		{"0x80044150", "the database failed"}, {"0x80044151", "the database took too long"}, {"0x80044339", "the database found a deadlock"},
		{"0x8004ed47", "a lock was not given in time"}, {"0x80072300", "retry later"}, {"0x80072301", "retry later, with another code"},
		{"0x80072031", "a process of Dataverse ended"}, {"0x80048542", "the database has no working space"}, {"0x80040216", "an unexpected error"},
		{"0x80090412", "a solution is being installed"}, {"0x80072327", "too many concurrent requests"}, {"0x8005f103", "too many requests"},
	}
}

// onlySome returns the faults that only some requests can meet, or that only a person can
// correct.
func onlySome() []Named {
	notJSON := htmlPage(http.StatusOK)
	notJSON.Method = http.MethodGet
	plugIn, throttled := refusal(http.StatusBadRequest, "0x80040265", ""), refusal(http.StatusTooManyRequests, odata.StatusCode(http.StatusTooManyRequests), "")
	plugIn.Elastic, plugIn.After, throttled.Elastic = true, true, true
	return []Named{
		{Name: "not-json", Group: gateway, What: "200 with a page of HTML in place of JSON, to a read", Fault: notJSON},
		{Name: "organization-disabled", Group: setup, What: "the environment is disabled", Fault: said(http.StatusForbidden, "0x8004a104",
			"The Dynamics 365 organization you are attempting to access is currently disabled.  Please contact your system administrator")},
		{Name: "app-access-control", Group: setup, What: "app access control does not allow the application", Fault: said(http.StatusForbidden, "",
			"Access to the Dataverse API is restricted for this application ID.")},
		{Name: "403-html", Group: gateway, What: "403 with a page of a firewall", Fault: htmlPage(http.StatusForbidden)},
		{Name: "404-html", Group: gateway, What: "404 with a page of another host", Fault: htmlPage(http.StatusNotFound)},
		{Name: "plug-in", Group: rows, What: "a plug-in refuses the change", Fault: refusal(http.StatusBadRequest, "0x80040265", "")},
		{Name: "elastic-plug-in", Group: rows, What: "a plug-in of an elastic table reports an error, carried out", Fault: plugIn},
		{Name: "elastic-429", Group: throttling, What: "429 of an elastic table, without a code of Dataverse", Fault: throttled},
		{Name: "no-user", Group: setup, What: "the environment has no application user", Fault: refusal(http.StatusForbidden, "0x80072560", "")},
		{Name: "no-roles", Group: setup, What: "the application user has no security role", Fault: refusal(http.StatusForbidden, "0x80042f09", "")},
	}
}

// partFaults returns the faults of an operation in a $batch: one of each kind.
func partFaults(seconds int) []Named {
	part := func(name, what string, f Fault) Named {
		f.Inner = true
		return Named{Name: "part-" + name, Group: parts, What: "an operation of a $batch: " + what, Fault: f}
	}
	unknown := htmlPage(http.StatusGatewayTimeout)
	unknown.After = true
	return []Named{
		part("429", "429, over the limit of requests", refusal(http.StatusTooManyRequests, "0x80072322", strconv.Itoa(seconds))),
		part("503", "503", refusal(http.StatusServiceUnavailable, "", "")),
		part("500", "500 0x80040216, an unexpected error", refusal(http.StatusInternalServerError, "0x80040216", "")),
		part("504-after", "504 with a page of HTML, carried out", unknown),
		{Name: "commit-0x8005e007", Group: parts, What: "the commit of a change set fails: an action takes part in no transaction", Fault: atCommit(said(http.StatusBadRequest, transactionNotSupported, noTransaction))},
		{Name: "commit-500", Group: parts, What: "the commit of a change set fails: 500 0x80040216", Fault: atCommit(refusal(http.StatusInternalServerError, "0x80040216", ""))},
	}
}

// transactionNotSupported is the code of a message that takes part in no transaction, and
// noTransaction the words that the documents have for it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
const (
	transactionNotSupported = "0x8005e007"
	noTransaction           = "The operation that you are trying to perform does not support transactions."
)

func atCommit(f Fault) Fault {
	f.Commit = true
	return f
}

// OfTokens returns the faults that a request to the token endpoint can meet.
func OfTokens(seconds int) []Named {
	token := func(name, what string, f Fault) Named {
		f.Service = response.Entra
		return Named{Name: "token-" + name, Group: tokens, What: "the token endpoint " + what, Fault: f}
	}
	return []Named{
		token("429", "throttles the tenant: 429 AADSTS90055", Fault{
			Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {strconv.Itoa(seconds)}},
			Body: `{"error":"temporarily_unavailable","error_description":"AADSTS90055: Tenant throttling.","error_codes":[90055]}`,
		}),
		token("503", "responds with 503 and a page of HTML", htmlPage(http.StatusServiceUnavailable)),
		token("not-json", "responds with 200 and a page of HTML", htmlPage(http.StatusOK)),
		token("reset", "resets the connection", Fault{Drop: true}),
		token("truncated", "ends its response too early", Fault{Truncate: true}),
		token("secret-expired", "says that the client secret is expired", Fault{
			Status: http.StatusUnauthorized,
			Body:   `{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired.","error_codes":[7000222]}`,
		}),
	}
}

// refusal is an error with the body of the Web API. An empty code stays empty, because
// Dataverse also returns errors without a code.
func refusal(status int, code, retryAfter string) Fault {
	f := Fault{Status: status, Header: http.Header{}, Body: string(orderedjson.Encode(orderedjson.Object{{"error", orderedjson.Object{
		{"code", code}, {"message", "An injected fault responds with " + strings.TrimSpace(strconv.Itoa(status)+" "+code) + "."},
	}}}))}
	if retryAfter != "" {
		f.Header.Set("Retry-After", retryAfter)
	}
	return f
}

// said is a refusal with the words of Dataverse.
func said(status int, code, message string) Fault {
	return Fault{Status: status, Header: http.Header{}, Body: string(orderedjson.Encode(orderedjson.Object{{"error", orderedjson.Object{{"code", code}, {"message", message}}}}))}
}

// htmlPage is a response of a gateway in front of the service.
func htmlPage(status int) Fault {
	return Fault{
		Status: status, Header: http.Header{"Content-Type": {"text/html"}},
		Body: `<!DOCTYPE html><html><head><title>Our services aren't available right now</title></head></html>`,
	}
}
