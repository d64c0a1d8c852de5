package dynamics_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// entraBody is a refusal of the token endpoint.
func entraBody(number int) string {
	return fmt.Sprintf(`{"error":"invalid_client","error_description":"AADSTS%d: x.\r\nTrace ID: 1","error_codes":[%d],"trace_id":"1"}`, number, number)
}

func TestTokenCodesAndTheirClasses(t *testing.T) {
	codes := map[dynamics.Class][]int{
		dynamics.Misconfigured: {
			7000215, 7000222, 700016, 7000112, 70001, 90002, 500011, 70011, 700027, 700030, 7000218,
			53003, 530034, 650052, 700213, 7002131,
			53000, 53001, 53011, 50173, 700024, 70021, 700211, 700212, 7002121, 700222,
		},
		dynamics.Unavailable: {90012, 90024, 90033, 90055, 90090, 90091, 50196},
	}
	bubble(t, func(t *testing.T, e *environment) {
		for want, numbers := range codes {
			for _, number := range numbers {
				for _, status := range []int{400, 401, 429, 500, 503} {
					e.Fail(1, dynamicstest.Fault{Service: dynamicstest.Entra, Status: status, Body: entraBody(number)})
					_, err := e.client.Run(once(t), updateContact())
					checkClass(t, fmt.Sprintf("%d AADSTS%d", status, number), err, want)
				}
			}
		}
		if got := len(e.sent(dynamicstest.Dataverse)); got != 0 {
			t.Errorf("%d requests to Dataverse, want none without a token", got)
		}
	})
}

// A code that is not in the lists leaves the status: what the endpoint calls
// its own fault is not the set-up's.
func TestTokenStatusesAndTheirClasses(t *testing.T) {
	bodies := map[string]string{"no body": "", "a page": "<html>", "no code": `{"error":"temporarily_unavailable"}`, "an unknown code": entraBody(90099)}
	bubble(t, func(t *testing.T, e *environment) {
		for name, body := range bodies {
			for status, want := range map[int]dynamics.Class{
				400: dynamics.Misconfigured, 401: dynamics.Misconfigured, 403: dynamics.Misconfigured, 404: dynamics.Misconfigured,
				301: dynamics.Misconfigured, 408: dynamics.Unavailable, 429: dynamics.Unavailable, 500: dynamics.Unavailable,
				501: dynamics.Unavailable, 502: dynamics.Unavailable, 503: dynamics.Unavailable, 504: dynamics.Unavailable, 599: dynamics.Unavailable,
			} {
				e.Fail(1, dynamicstest.Fault{Service: dynamicstest.Entra, Status: status, Body: body})
				_, err := e.client.Run(once(t), updateContact())
				checkClass(t, fmt.Sprintf("%d, %s", status, name), err, want)
			}
		}
	})
}

func TestNoTokenIsUnavailable(t *testing.T) {
	for name, fault := range map[string]dynamicstest.Fault{
		"a lost answer":   {Drop: true},
		"a stalled one":   {Stall: true},
		"cut off":         {Truncate: true},
		"a page with 200": {Status: http.StatusOK, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}},
		"no token in it":  {Status: http.StatusOK, Body: `{"token_type":"Bearer"}`},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				fault.Service = dynamicstest.Entra
				e.Fail(1, fault)
				_, err := e.client.Run(once(t), updateContact())
				checkClass(t, name, err, dynamics.Unavailable)
				time.Sleep(time.Minute) // a sign-in goes on after its caller left
			})
		})
	}
}

// Each set-up that somebody has to mend, as the services themselves tell of
// it, has its own advice.
func TestAdviceTellsSetUpsApart(t *testing.T) {
	entra := func(status int, body string) dynamicstest.Fault {
		return dynamicstest.Fault{Service: dynamicstest.Entra, Status: status, Body: body}
	}
	dataverse := func(status int, body string) dynamicstest.Fault {
		return dynamicstest.Fault{Status: status, Body: body}
	}
	const page = "<html>"
	for _, tt := range []struct {
		name  string
		fault dynamicstest.Fault
		want  string
	}{
		{"wrong secret", entra(401, entraBody(7000215)), "put the value of the client secret, not its id, into the secret"},
		{"expired secret", entra(401, entraBody(7000222)), "make a new client secret in Entra ID and put it into the secret"},
		{"certificate", entra(401, entraBody(700027)), "put a client secret into the secret"},
		{"application", entra(400, entraBody(700016)), "register the application in the tenant of the secret, enable it, and check clientId"},
		{"tenant", entra(400, entraBody(90002)), "correct tenantId in the secret"},
		{"environment", entra(400, entraBody(500011)), "correct serviceRootUrl in the secret: no such environment in the tenant"},
		{"other sign-in", entra(401, entraBody(90099)), "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret"},
		{"other sign-in, forbidden", entra(403, page), "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret"},
		{"no user", dataverse(403, errorBody("0x80072560")), "make the application a user of this environment, with a security role"},
		{"disabled user", dataverse(403, errorBody("0x80040225")), "enable the application user, in a business unit"},
		{"no role", dataverse(403, errorBody("0x80042F09")), "give the application user a security role"},
		{"no licence", dataverse(403, errorBody("0x8004d24b")), "check that the application's user is an application user, which needs none"},
		{"firewall", dataverse(403, page), "check serviceRootUrl in the secret, and what is between the function and Dataverse: a proxy, a gateway, a firewall"},
		{"no environment", dataverse(404, page), "check serviceRootUrl in the secret, and what is between the function and Dataverse: a proxy, a gateway, a firewall"},
		{"proxy", dataverse(407, page), "check serviceRootUrl and authorityHost in the secret, and the application user in Dynamics"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := adviceOn(t, tt.fault); got != tt.want {
				t.Errorf("advice %q, want %q", got, tt.want)
			}
		})
	}
	if got := dynamics.Advice(nil); got != "" {
		t.Errorf("Advice(nil) = %q, want none", got)
	}
}

func adviceOn(t *testing.T, fault dynamicstest.Fault) (advice string) {
	t.Helper()
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, fault)
		_, err := e.client.Run(once(t), updateContact())
		advice = dynamics.Advice(err)
		checkClass(t, advice, err, dynamics.Misconfigured)
	})
	return advice
}

// What a caller gives up on is nobody's mistake.
func TestCancelledIsUnavailable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := e.client.Run(ctx, updateContact())
		checkClass(t, "cancelled before the token", err, dynamics.Unavailable)
		e.run(t, updateContact(), dynamics.Done)
		_, err = e.client.Run(ctx, updateContact())
		checkClass(t, "cancelled before the request", err, dynamics.Unavailable)
	})
}
