package dynamics_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// entraBody is a refusal of the token endpoint.
func entraBody(number int) string {
	return fmt.Sprintf(`{"error":"invalid_client","error_description":"AADSTS%d: x.\r\nTrace ID: 1","error_codes":[%d],"trace_id":"1"}`, number, number)
}

func TestTokenCodesAndTheirClasses(t *testing.T) {
	codes := map[operation.Class][]int{
		operation.Misconfigured: {
			7000215, 7000222, 700016, 7000112, 70001, 90002, 500011, 70011, 700027, 700030, 7000218,
			53003, 530034, 650052, 700213, 7002131,
			53000, 53001, 53011, 50173, 700024, 70025, 700211, 700212, 7002121, 700222, 7002138, 700021, 700023,
		},
		operation.Unavailable: {90012, 90024, 90033, 90055, 90090, 90091, 50196, 70021},
	}
	bubble(t, func(t *testing.T, e *environment) {
		for want, numbers := range codes {
			for _, number := range numbers {
				for _, status := range []int{400, 401, 429, 500, 503} {
					e.Fail(1, emulator.Fault{Service: emulator.Entra, Status: status, Body: entraBody(number)})
					_, err := e.client.Run(once(t), updateContact())
					checkClass(t, fmt.Sprintf("%d AADSTS%d", status, number), err, want)
				}
			}
		}
		if got := len(e.sent(emulator.Dataverse)); got != 0 {
			t.Errorf("%d requests to Dataverse, want no request without a token", got)
		}
	})
}

// For an unknown code the status decides: an error that the endpoint reports as its own is
// no error of the set-up.
func TestTokenStatusesAndTheirClasses(t *testing.T) {
	bodies := map[string]string{"no body": "", "a page": "<html>", "no code": `{"error":"temporarily_unavailable"}`, "an unknown code": entraBody(90099)}
	bubble(t, func(t *testing.T, e *environment) {
		for name, body := range bodies {
			for status, want := range map[int]operation.Class{
				400: operation.Misconfigured, 401: operation.Misconfigured, 403: operation.Misconfigured, 404: operation.Misconfigured,
				301: operation.Misconfigured, 408: operation.Unavailable, 429: operation.Unavailable, 500: operation.Unavailable,
				501: operation.Unavailable, 502: operation.Unavailable, 503: operation.Unavailable, 504: operation.Unavailable, 599: operation.Unavailable,
			} {
				e.Fail(1, emulator.Fault{Service: emulator.Entra, Status: status, Body: body})
				_, err := e.client.Run(once(t), updateContact())
				checkClass(t, fmt.Sprintf("%d, %s", status, name), err, want)
			}
		}
	})
}

func TestNoTokenIsUnavailable(t *testing.T) {
	for name, fault := range map[string]emulator.Fault{
		"a lost answer":   {Drop: true},
		"a stalled one":   {Stall: true},
		"cut off":         {Truncate: true},
		"a page with 200": {Status: http.StatusOK, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}},
		"no token in it":  {Status: http.StatusOK, Body: `{"token_type":"Bearer"}`},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				fault.Service = emulator.Entra
				e.Fail(1, fault)
				_, err := e.client.Run(once(t), updateContact())
				checkClass(t, name, err, operation.Unavailable)
				time.Sleep(time.Minute) // a sign-in continues after its caller has left
			})
		})
	}
}

// Each wrong set-up has its own advice, with the responses of the services themselves.
func TestAdviceTellsSetUpsApart(t *testing.T) {
	entra := func(status int, body string) emulator.Fault {
		return emulator.Fault{Service: emulator.Entra, Status: status, Body: body}
	}
	dataverse := func(status int, body string) emulator.Fault {
		return emulator.Fault{Status: status, Body: body}
	}
	const page = "<html>"
	for _, tt := range []struct {
		name  string
		fault emulator.Fault
		want  string
	}{
		{"wrong secret", entra(401, entraBody(7000215)), "put the value of the client secret, not its id, into the secret"},
		{"expired secret", entra(401, entraBody(7000222)), "make a new client secret in Entra ID and put it into the secret"},
		{"certificate", entra(401, entraBody(700027)), "upload the certificate of the key to the application, and correct CertificateThumbprint"},
		{"subject", entra(401, entraBody(700213)), "correct the subject of the credential: it is the ARN of the role that signs in, which changes when the role is replaced"},
		{"application", entra(400, entraBody(700016)), "register the application in the tenant of the secret, enable it, and check clientId"},
		{"tenant", entra(400, entraBody(90002)), "correct tenantId in the secret, or TenantId"},
		{"environment", entra(400, entraBody(500011)), "correct serviceRootUrl in the secret, or ServiceRootUrl: no such environment in the tenant"},
		{"other sign-in", entra(401, entraBody(90099)), "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret, or the parameters of the same names"},
		{"other sign-in, forbidden", entra(403, page), "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret, or the parameters of the same names"},
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
	if got := advice.For(dynamics.FailureOf(nil)); got != "" {
		t.Errorf("Advice(nil) = %q, want none", got)
	}
}

func adviceOn(t *testing.T, fault emulator.Fault) (text string) {
	t.Helper()
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, fault)
		_, err := e.client.Run(once(t), updateContact())
		text = advice.For(dynamics.FailureOf(err))
		checkClass(t, text, err, operation.Misconfigured)
	})
	return text
}

// If a caller gives up, the message and the set-up are not wrong.
func TestCancelledIsUnavailable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := e.client.Run(ctx, updateContact())
		checkClass(t, "cancelled before the token", err, operation.Unavailable)
		e.run(t, updateContact(), dynamics.Done)
		_, err = e.client.Run(ctx, updateContact())
		checkClass(t, "cancelled before the request", err, operation.Unavailable)
	})
}
