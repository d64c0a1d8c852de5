package dynamics_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestSlowRequestsEnd: after a slow request the client sends the next one. Otherwise a container
// whose requests took half of the timeout would never find out that Dataverse is quick again.
func TestSlowRequestsEnd(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		slow := &slowly{e.Transport(), 100 * time.Second}
		client := e.newClientThrough(t, slow, emulator.ClientSecret)
		for i := range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), 148*time.Second)
			r, err := client.Run(ctx, createContact(numbered(i)))
			cancel()
			if err != nil || r.Outcome != dynamics.Done {
				t.Errorf("request %d: %v, %v, want it to be done", i, r.Outcome, err)
			}
		}
	})
}

// TestOrderedActionWithoutTime: an ordered action needs two minutes after its turn. If its turn
// comes later, the client does not wait for the turn, and leaves the turn to other requests.
func TestOrderedActionWithoutTime(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		scarce := &scarce{RoundTripper: e.Transport()}
		e.client = e.newClientThrough(t, scarce, emulator.ClientSecret)
		for i := range 20 {
			e.run(t, createContact(numbered(i)), dynamics.Done)
		}
		start, sent := time.Now(), scarce.sent
		_, err := e.runOpFor(t, ordered(syncRun()), 130*time.Second)
		checkClass(t, "the action", err, operation.Unavailable)
		if took := time.Since(start); took > 0 || scarce.sent > sent {
			t.Errorf("%d requests in %v, want nothing sent, and no wait", scarce.sent-sent, took)
		}
		e.run(t, createContact(numbered(20)), dynamics.Done)
		if took := time.Since(start); took > 12*time.Second {
			t.Errorf("the next request was sent after %v, want the turn of the action", took)
		}
	})
}

// TestTokenAfterTheTurn: requests wait for their turns when Dataverse refuses their token. One of
// them meets the refusal. The others are sent with the new token.
func TestTokenAfterTheTurn(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		scarce := &scarce{RoundTripper: e.Transport()}
		e.client = e.newClientThrough(t, scarce, emulator.ClientSecret)
		for i := range 12 {
			e.run(t, createContact(numbered(i)), dynamics.Done)
		}
		sent := scarce.sent
		e.RevokeTokens()
		var all sync.WaitGroup
		for i := 12; i < 18; i++ {
			all.Go(func() { e.run(t, createContact(numbered(i)), dynamics.Done) })
		}
		all.Wait()
		if got := scarce.sent - sent; got != 7 {
			t.Errorf("%d requests for six operations, want seven: one refusal", got)
		}
	})
}

// TestRefusedTokenIsDropped: Dataverse refuses the token of a request, and the next token too. No
// later request is sent with either.
func TestRefusedTokenIsDropped(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(numbered(0)), dynamics.Done)
		revoking := &revoking{RoundTripper: e.Transport(), environment: e, left: 2}
		e.client = e.newClientThrough(t, revoking, emulator.ClientSecret)
		_, err := e.client.Run(t.Context(), createContact(numbered(1)))
		checkClass(t, "the create", err, operation.Misconfigured)
		revoking.sent = 0
		e.run(t, createContact(numbered(1)), dynamics.Done)
		if revoking.sent != 1 {
			t.Errorf("%d requests, want one, with a new token", revoking.sent)
		}
	})
}

// revoking is a transport that revokes all tokens before the first requests to Dataverse.
type revoking struct {
	http.RoundTripper
	environment *environment
	left, sent  int
}

func (r *revoking) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.Contains(req.URL.Path, "/api/data/") {
		if r.sent++; r.left > 0 {
			r.left--
			r.environment.RevokeTokens()
		}
	}
	return r.RoundTripper.RoundTrip(req)
}

// TestUnpaced: a command of an operator has half a minute for a check. Its requests do not wait
// for turns while other clients use the limits.
func TestUnpaced(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		config := e.config(&scarce{RoundTripper: e.Transport()}, emulator.ClientSecret)
		config.Unpaced = true
		e.client = dynamics.New(config)
		start := time.Now()
		for i := range 20 {
			if _, err := e.runOpFor(t, createContact(numbered(i)), 30*time.Second); err != nil {
				t.Fatalf("request %d: %v", i, err)
			}
		}
		if took := time.Since(start); took > 0 {
			t.Errorf("20 requests took %v, want no wait", took)
		}
	})
}

// scarce is a transport whose responses say that nearly nothing remains of the requests.
type scarce struct {
	http.RoundTripper
	mu   sync.Mutex
	sent int
}

func (s *scarce) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := s.RoundTripper.RoundTrip(r)
	if err != nil || !strings.Contains(r.URL.Path, "/api/data/") {
		return resp, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	remaining := "1"
	if s.sent++; s.sent == 1 {
		remaining = "5999"
	}
	resp.Header.Set("x-ms-ratelimit-burst-remaining-xrm-requests", remaining)
	return resp, nil
}

// slowly is a transport whose requests to Dataverse take a time.
type slowly struct {
	http.RoundTripper
	takes time.Duration
}

func (s *slowly) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPatch {
		time.Sleep(s.takes)
	}
	return s.RoundTripper.RoundTrip(r)
}

// TestOperationThatHasBegun: a create with an impersonated user needs two requests. The second
// goes before the first request of another operation that waits longer.
func TestOperationThatHasBegun(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		scarce := &scarce{RoundTripper: e.Transport()}
		e.client = e.newClientThrough(t, scarce, emulator.ClientSecret)
		for i := range 20 {
			e.run(t, createContact(numbered(i)), dynamics.Done)
		}
		time.Sleep(10 * time.Second) // one turn is free
		start := time.Now()
		ended := make(chan time.Duration, 2)
		first := createContact(numbered(20))
		first.Impersonate.Email = emulator.AnaEmail
		go func() {
			if _, err := e.runOpFor(t, first, 148*time.Second); err != nil {
				t.Errorf("the operation of two requests: %v", err)
			}
			ended <- time.Since(start)
		}()
		synctest.Wait()
		for range 3 {
			go e.runOpFor(t, createContact(numbered(21)), 12*time.Second)
		}
		if took := <-ended; took > 5*time.Second {
			t.Errorf("the second request was sent after %v, want at most 5 s", took)
		}
	})
}

// TestLateWaiter: a request whose wait ended too late for it leaves the turn to others.
func TestLateWaiter(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		scarce := &scarce{RoundTripper: e.Transport()}
		e.client = e.newClientThrough(t, scarce, emulator.ClientSecret)
		for i := range 20 {
			e.run(t, createContact(numbered(i)), dynamics.Done)
		}
		sent := scarce.sent
		ctx, cancel := context.WithTimeout(t.Context(), 45*time.Second)
		defer cancel()
		_, err := e.client.Run(&frozen{Context: ctx, length: 20 * time.Second}, createContact(numbered(20)))
		checkClass(t, "the request that woke up late", err, operation.Unavailable)
		start := time.Now()
		e.run(t, createContact(numbered(21)), dynamics.Done)
		e.run(t, createContact(numbered(22)), dynamics.Done)
		if took := time.Since(start); took > 0 || scarce.sent != sent+2 {
			t.Errorf("%d requests in %v; want the two turns of the time at once", scarce.sent-sent, took)
		}
	})
}

// frozen is a context whose first wait takes a time: the process was frozen.
type frozen struct {
	context.Context
	length time.Duration
	once   sync.Once
}

func (f *frozen) Done() <-chan struct{} {
	f.once.Do(func() { time.Sleep(f.length) })
	return f.Context.Done()
}

// TestRefusalWithoutWait: a 429 that asks for no wait holds the whole client for the backoff.
func TestRefusalWithoutWait(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		config := e.config(e.Transport(), emulator.ClientSecret)
		config.Jitter = func(most time.Duration) time.Duration { return most }
		e.client = dynamics.New(config)
		e.run(t, createContact(numbered(0)), dynamics.Done)
		e.Fail(1, emulator.Fault{Status: http.StatusTooManyRequests})
		start := time.Now()
		go e.runOpFor(t, createContact(numbered(1)), time.Minute)
		synctest.Wait()
		e.run(t, createContact(numbered(2)), dynamics.Done)
		if took := time.Since(start); took != 500*time.Millisecond {
			t.Errorf("another operation was sent after %v, want the backoff of 500 ms", took)
		}
		time.Sleep(time.Minute)
	})
}
