package dynamics_test

import (
	"fmt"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// The class of a status or code decides whether the operation is tried again. The client
// retries a failure that may pass, and then succeeds. It retries no other failure.
func TestEveryStatusAndCodeIsRetriedOrNot(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.learn(t) // otherwise the client would send another request about the first 404
		for status := 300; status < 600; status++ {
			// The second response is for a retry; a 401 first costs a new token.
			e.checkRetry(t, fmt.Sprint("status ", status), emulator.Fault{Status: status}, classOf(status))
		}
		for want, codes := range classes {
			for _, code := range codes {
				for _, status := range []int{400, 403, 404, 412, 429, 500, 503} {
					e.checkRetry(t, fmt.Sprintf("%d 0x%08x", status, code),
						emulator.Fault{Status: status, Body: errorBody(fmt.Sprintf("0x%08x", code))}, want)
				}
			}
		}
	})
}

// checkRetry makes one update meet the fault once, or twice if the first costs only a new
// token. It wants a second attempt or no second attempt.
func (e *environment) checkRetry(t *testing.T, name string, f emulator.Fault, class operation.Class) {
	t.Helper()
	e.ForgetRequests()
	requests := 1
	if f.Status == http.StatusUnauthorized {
		requests++
	}
	e.Fail(requests, f)
	r, err := e.client.Run(t.Context(), updateContact())
	if class == operation.Unavailable {
		if err != nil || r.Tries != 2 {
			t.Errorf("%s: %d attempts, %v, want a success at the second", name, r.Tries, err)
		}
		requests++
	} else if err == nil || r.Tries != 1 {
		t.Errorf("%s: %d attempts, %v, want an error at the first", name, r.Tries, err)
	}
	if got := len(e.sent(emulator.Dataverse)); got != requests {
		t.Errorf("%s: %d requests, want %d", name, got, requests)
	}
}
