package dynamics_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// runFor runs an update with the given time before its deadline.
func (e *environment) runFor(t *testing.T, timeout time.Duration) (dynamics.Result, error) {
	t.Helper()
	return e.runOpFor(t, updateContact(), timeout)
}

func (e *environment) runOpFor(t *testing.T, op operation.Operation, timeout time.Duration) (dynamics.Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	return e.client.Run(ctx, op)
}

// Dataverse lengthens the wait of a client that keeps sending. So a Retry-After holds for
// every operation of the client, also in later invocations.
func TestRetryAfterHoldsLaterOperations(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		start := time.Now()
		e.Fail(1, throttled("60"))
		if _, err := e.runFor(t, time.Second); err == nil {
			t.Fatal("success, want the 429")
		}
		e.ForgetRequests()
		for _, step := range []struct{ at, timeout, left time.Duration }{
			{0, 10 * time.Second, 60 * time.Second},
			{20 * time.Second, 39 * time.Second, 40 * time.Second},
			{45 * time.Second, 15 * time.Second, 15 * time.Second},
		} {
			time.Sleep(step.at - time.Since(start))
			r, err := e.runFor(t, step.timeout)
			checkClass(t, "held", err, operation.Unavailable)
			got := wantError(t, err)
			if got.RetryAfter != step.left || !strings.Contains(err.Error(), "not sent") || got.Status != 0 {
				t.Errorf("at %v: %v with RetryAfter %v, want not sent with %v", step.at, err, got.RetryAfter, step.left)
			}
			if strings.Contains(err.Error(), "://") || got.Op != "update" || got.Method != http.MethodPatch || got.Path == "" {
				t.Errorf("at %v: %#v, want the update named, without a URL", step.at, got)
			}
			if since := time.Since(start); since != step.at || r.Tries != 0 {
				t.Errorf("at %v: returned at %v after %d attempts, want at once after no attempt", step.at, since, r.Tries)
			}
		}
		if got := len(e.Requests()); got != 0 {
			t.Errorf("%d requests during the hold, want none", got)
		}
		if r, err := e.runFor(t, 16*time.Second); err != nil || r.Tries != 1 {
			t.Errorf("a wait that fits: %+v, %v, want a success in the first attempt", r, err)
		}
		if r, err := e.runFor(t, time.Nanosecond); err != nil || r.Tries != 1 {
			t.Errorf("after the hold: %+v, %v, want a success in the first attempt", r, err)
		}
		if got, want := fmt.Sprint(w.times(start)), "[0s 1m0s 1m0s]"; got != want {
			t.Errorf("requests at %s, want %s", got, want)
		}
	})
}

// A Retry-After of the token endpoint holds too: without a token the client has nothing to
// send.
func TestRetryAfterOfTheTokenEndpointHolds(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Service: emulator.Entra, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"9"}}})
		start := time.Now()
		r := e.run(t, updateContact(), dynamics.Done)
		if took := time.Since(start); took != 9*time.Second || r.Tries != 2 {
			t.Errorf("%d attempts in %v, want 2 in 9s", r.Tries, took)
		}
	})
}

// Responses can overtake one another. The longest wait counts, also for operations that
// already wait for a shorter time.
func TestHoldIsTheLongestAskedFor(t *testing.T) {
	for name, retryAfter := range map[string][2]string{
		"lengthened": {"10", "60"}, // the second response comes while others wait
		"not cut":    {"65", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				w := e.watch(t)
				start := time.Now()
				w.after = func(n int) {
					if n == 2 {
						time.Sleep(5 * time.Second)
					}
				}
				// The second request arrives first, and gets the last response.
				e.Fail(1, throttled(retryAfter[1]))
				e.Fail(1, throttled(retryAfter[0]))
				var all sync.WaitGroup
				run := func() {
					if _, err := e.client.Run(t.Context(), updateContact()); err != nil {
						t.Error(err)
					}
				}
				w.before = func(n int, _ *http.Request) {
					if n == 1 { // both are sent before the first response
						all.Go(run)
						time.Sleep(time.Nanosecond)
					}
				}
				all.Go(run)
				time.Sleep(time.Second)
				all.Go(run)
				all.Wait()
				for i, at := range w.times(start) {
					if i >= 2 && at.Truncate(time.Millisecond) != 65*time.Second {
						t.Errorf("request %d sent after %v, want 1m5s", i+1, at)
					}
				}
				if got := len(w.times(start)); got != 5 {
					t.Errorf("%d requests, want 5", got)
				}
			})
		})
	}
}

func TestCancelledInAHold(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		e.Fail(1, throttled("60"))
		e.runFor(t, time.Second)
		start := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		_, err := e.client.Run(ctx, updateContact())
		checkClass(t, "cancelled", err, operation.Unavailable)
		if got := wantError(t, err); time.Since(start) != 10*time.Second || got.RetryAfter != 50*time.Second {
			t.Errorf("returned after %v with RetryAfter %v, want 10s and 50s", time.Since(start), got.RetryAfter)
		}
		if got := len(w.times(start)); got != 1 {
			t.Errorf("%d requests, want the one before the hold", got)
		}
	})
}

// Nothing is sent while a Retry-After lasts, however many operations run at once, and all
// of them succeed.
func TestHoldUnderConcurrency(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		e.Fail(4, throttled("10")) // no operation can meet five
		start := time.Now()
		var all sync.WaitGroup
		const n = 20
		for i := range n {
			all.Go(func() {
				op := createContact(fmt.Sprintf("2fd1a6d3-7d55-8c3e-9a0b-%012d", i))
				if r, err := e.client.Run(t.Context(), op); err != nil || r.Outcome != dynamics.Done {
					t.Errorf("Run = %s, %v, want done", r.Outcome, err)
				}
			})
		}
		all.Wait()
		for _, at := range w.times(start) {
			if at%(10*time.Second) != 0 {
				t.Errorf("a request was sent after %v, want none during a hold of 10s", at)
			}
		}
		rows, err := e.Rows("contacts")
		if err != nil || len(rows) != n+1 {
			t.Errorf("%d contacts, %v, want %d", len(rows), err, n+1)
		}
	})
}

// The last response of the service is worth more in the error than the fact that the next
// attempt was not sent.
func TestHeldAfterATryKeepsItsError(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, updateContact(), dynamics.Done)
		e.refuse(1, http.StatusServiceUnavailable, nil, errorBody("0x80072031"))
		e.Fail(1, throttled("60"))
		var others sync.WaitGroup
		others.Go(func() {
			synctest.Wait() // until the other operation is refused
			if _, err := e.runFor(t, time.Nanosecond); err == nil {
				t.Error("success, want the 429")
			}
		})
		r, err := e.runFor(t, 30*time.Second)
		others.Wait()
		if got := wantError(t, err); got.Code != "0x80072031" || r.Tries != 1 {
			t.Errorf("Run = %v after %d attempts, want the code of the first attempt", err, r.Tries)
		}
	})
}

// A Retry-After of an additional request holds too, even if its error is ignored: here a
// 429 to the request for definitions that decides about the conflict of a create. The
// conflict is not decided before that response.
func TestRetryAfterOfAQuestionHolds(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.client = e.newClientThrough(t, throttledOnce{e.Transport(), new(int)}, emulator.ClientSecret)
		create := operation.Operation{
			Kind: operation.Create, EntitySet: "contacts", Row: operation.Row{ID: "00000000-0000-4000-8000-00000000beef"}, Derived: true,
			Data: json.RawMessage(`{"lastname":"x","emailaddress1":"` + emulator.ContactEmail + `"}`),
		}
		_, err := e.runOpFor(t, create, time.Second)
		checkClass(t, "the create", err, operation.Unavailable)
		e.ForgetRequests()
		if _, err := e.runFor(t, time.Second); err == nil || len(e.Requests()) > 0 {
			t.Errorf("%v after %d requests, want none sent while the wait lasts", err, len(e.Requests()))
		}
		time.Sleep(time.Minute)
		_, err = e.runOpFor(t, create, time.Second)
		checkClass(t, "the create, once the question is answered", err, operation.Rejected)
	})
}

// throttledOnce responds to the first request for definitions with a 429.
type throttledOnce struct {
	http.RoundTripper
	times *int
}

func (o throttledOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/EntityDefinitions") {
		if *o.times++; *o.times == 1 {
			ctx := emulator.WithFault(r.Context(), throttled("60"), nil)
			r = r.WithContext(ctx)
		}
	}
	return o.RoundTripper.RoundTrip(r)
}

// TestRetryAfterDuringASignIn: requests whose turn has come sign in again, because Dataverse refused
// their token. Meanwhile a slow request gets a Retry-After. The requests are not sent.
func TestRetryAfterDuringASignIn(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		late := &lateRetryAfter{RoundTripper: e.Transport(), environment: e, refused: make(chan struct{})}
		e.client = e.newClientThrough(t, &scarce{RoundTripper: late}, emulator.ClientSecret)
		for i := range 12 {
			e.run(t, createContact(numbered(i)), dynamics.Done)
		}
		late.isOn.Store(true)
		var all sync.WaitGroup
		for i := 12; i < 18; i++ {
			all.Go(func() {
				_, err := e.runOpFor(t, createContact(numbered(i)), 2*time.Minute)
				checkClass(t, "a create", err, operation.Unavailable)
			})
		}
		all.Wait()
		if n := late.sent.Load(); n != 2 {
			t.Errorf("%d requests, want the slow request and the refused request", n)
		}
	})
}

// lateRetryAfter is a transport. Its first request to Dataverse gets a late Retry-After, and its
// second request finds the token refused. The next token takes longer than both.
type lateRetryAfter struct {
	http.RoundTripper
	environment *environment
	isOn        atomic.Bool
	sent        atomic.Int32
	refused     chan struct{}
}

func (l *lateRetryAfter) RoundTrip(r *http.Request) (*http.Response, error) {
	switch {
	case !l.isOn.Load():
	case !strings.Contains(r.URL.Path, "/api/data/"):
		time.Sleep(30 * time.Second)
	default:
		switch l.sent.Add(1) {
		case 1:
			<-l.refused
			time.Sleep(25 * time.Second)
			l.environment.Fail(1, throttled("300"))
		case 2:
			close(l.refused)
			l.environment.RevokeTokens()
		}
	}
	return l.RoundTripper.RoundTrip(r)
}
