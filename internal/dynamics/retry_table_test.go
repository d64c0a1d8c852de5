package dynamics_test

import (
	"fmt"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// The class of every status and of every code decides whether the operation is
// tried again: what may pass is, and then succeeds; nothing else is.
func TestEveryStatusAndCodeIsRetriedOrNot(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.learn(t) // or the first 404 would be asked about
		for status := 300; status < 600; status++ {
			// The second is for what tries again; a 401 costs a new token first.
			e.checkRetry(t, fmt.Sprint("status ", status), dynamicstest.Fault{Status: status}, classOf(status))
		}
		for want, codes := range classes {
			for _, code := range codes {
				for _, status := range []int{400, 403, 404, 412, 429, 500, 503} {
					e.checkRetry(t, fmt.Sprintf("%d 0x%08x", status, code),
						dynamicstest.Fault{Status: status, Body: errorBody(fmt.Sprintf("0x%08x", code))}, want)
				}
			}
		}
	})
}

// checkRetry has one update meet the fault once, or twice where the first costs
// no more than a new token, and wants a second try or none.
func (e *environment) checkRetry(t *testing.T, name string, f dynamicstest.Fault, class dynamics.Class) {
	t.Helper()
	e.ForgetRequests()
	requests := 1
	if f.Status == http.StatusUnauthorized {
		requests++
	}
	e.Fail(requests, f)
	r, err := e.client.Run(t.Context(), updateContact())
	if class == dynamics.Unavailable {
		if err != nil || r.Tries != 2 {
			t.Errorf("%s: %d tries, %v, want a success at the second", name, r.Tries, err)
		}
		requests++
	} else if err == nil || r.Tries != 1 {
		t.Errorf("%s: %d tries, %v, want an error at the first", name, r.Tries, err)
	}
	if got := len(e.sent(dynamicstest.Dataverse)); got != requests {
		t.Errorf("%s: %d requests, want %d", name, got, requests)
	}
}
