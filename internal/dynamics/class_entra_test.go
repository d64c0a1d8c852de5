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
// it, is told apart in the advice.
func TestAdviceTellsSetUpsApart(t *testing.T) {
	seen := map[string]string{}
	for name, number := range map[string]int{"wrong secret": 7000215, "expired secret": 7000222, "application": 700016, "tenant": 90002, "environment": 500011, "other": 700027} {
		seen[name] = adviceOn(t, dynamicstest.Fault{Service: dynamicstest.Entra, Status: http.StatusUnauthorized, Body: entraBody(number)})
	}
	for name, code := range map[string]string{"no user": "0x80072560", "disabled user": "0x80040225", "no role": "0x80042F09", "other code": "0x8004d24b"} {
		seen[name] = adviceOn(t, dynamicstest.Fault{Status: http.StatusForbidden, Body: errorBody(code)})
	}
	names := map[string]string{}
	for name, advice := range seen {
		if other, taken := names[advice]; taken {
			t.Errorf("%s and %s share the advice %q, want one each", name, other, advice)
		}
		names[advice] = name
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
