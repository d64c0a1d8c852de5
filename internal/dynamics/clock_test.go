package dynamics_test

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
)

// stepped is a client whose wall clock differs from the runtime's clock by step: ahead as
// after a freeze, or behind as after a correction.
func (e *environment) stepped(t *testing.T, step *time.Duration) *dynamics.Client {
	t.Helper()
	return e.steppedThrough(t, func() time.Duration { return *step }, e.Transport())
}

// steppedThrough is such a client whose requests go through a transport.
func (e *environment) steppedThrough(t *testing.T, step func() time.Duration, through http.RoundTripper) *dynamics.Client {
	t.Helper()
	text, err := json.Marshal(emulator.ConnectionAt(origin))
	if err != nil {
		t.Fatal(err)
	}
	return dynamics.New(dynamics.Config{
		Transport: through, Jitter: func(time.Duration) time.Duration { return 0 },
		Now:         func() time.Time { return time.Now().Round(0).Add(step()) },
		Credentials: func(context.Context) (auth.Credentials, error) { return auth.ParseCredentials(text) },
	})
}

// A hold lasts as long as the service asked for, whatever happens to the wall clock. A
// freeze counts.
func TestHoldAndTheWallClock(t *testing.T) {
	for _, tt := range []struct {
		name       string
		step, wait time.Duration
	}{
		{"as it is", 0, time.Minute},
		{"set back an hour", -time.Hour, time.Minute},
		{"set back a minute", -time.Minute, time.Minute},
		{"a freeze", 50 * time.Second, 10 * time.Second},
		{"a freeze of an hour", time.Hour, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				var step time.Duration
				e.client = e.stepped(t, &step)
				e.Fail(1, throttled("60"))
				if _, err := e.runFor(t, time.Second); err == nil {
					t.Fatal("success, want the 429")
				}
				step = tt.step
				start := time.Now()
				if _, err := e.runFor(t, 2*time.Minute); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took != tt.wait {
					t.Errorf("held for %v more, want %v", took, tt.wait)
				}
			})
		})
	}
}

// staggered delays the response to the nth request by n seconds, if the test asks for it.
type staggered struct {
	http.RoundTripper
	isOn atomic.Bool
	mu   sync.Mutex
	sent []time.Time
}

func (s *staggered) RoundTrip(r *http.Request) (*http.Response, error) {
	if !s.isOn.Load() {
		return s.RoundTripper.RoundTrip(r)
	}
	s.mu.Lock() // so that the nth request also gets the nth response
	resp, err := s.RoundTripper.RoundTrip(r)
	s.sent = append(s.sent, time.Now())
	delay := time.Duration(len(s.sent)) * time.Second
	s.mu.Unlock()
	time.Sleep(delay)
	return resp, err
}

// Two requests run. The response to the first asks for a long wait. The response to the
// second asks for a short wait, after the wall clock was set forward. The long wait is not
// over when the wall clock is corrected.
func TestTwoHoldsAndTheWallClock(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var step atomic.Int64 // running requests read it
		through := &staggered{RoundTripper: e.Transport()}
		e.client = e.steppedThrough(t, func() time.Duration { return time.Duration(step.Load()) }, through)
		e.run(t, updateContact(), dynamics.Done) // signs in
		for _, wait := range []string{"100", "50"} {
			e.Fail(1, throttled(wait))
		}
		through.isOn.Store(true)
		start := time.Now()
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := e.runFor(t, 3*time.Second); err == nil {
					t.Error("success, want the 429")
				}
			})
		}
		time.Sleep(1500 * time.Millisecond)
		step.Store(int64(time.Minute))
		both.Wait()
		step.Store(0)
		if _, err := e.runFor(t, 2*time.Minute); err != nil {
			t.Fatal(err)
		}
		if len(through.sent) != 3 || through.sent[2].Sub(start) != 101*time.Second {
			t.Errorf("requests at %v, want the third 1m41s after %v", through.sent, start)
		}
	})
}

// A date in Retry-After is compared with the date of the response.
func TestRetryAfterDateAndTheWallClock(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		step := -time.Hour
		e.client = e.stepped(t, &step)
		f := throttled("Sat, 01 Jan 2000 00:00:30 GMT")
		f.Header.Set("Date", "Sat, 01 Jan 2000 00:00:00 GMT")
		e.Fail(1, f)
		start := time.Now()
		if _, err := e.runFor(t, time.Minute); err != nil || time.Since(start) != 30*time.Second {
			t.Errorf("%v after %v, want a success after 30s", err, time.Since(start))
		}
	})
}

// A freeze, or a clock that was set back, does not keep a token or a user found by email
// for longer than its hour.
func TestWhatIsKeptAndTheWallClock(t *testing.T) {
	for _, tt := range []struct {
		name        string
		step, sleep time.Duration
		again       bool
	}{
		{"at once", 0, 0, false},
		{"a clock set back, at once", -2 * time.Hour, 0, false},
		{"a clock set back, an hour later", -2 * time.Hour, time.Hour, true},
		{"a freeze of an hour", time.Hour, time.Second, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				var step time.Duration
				e.client = e.stepped(t, &step)
				op := updateContact()
				op.Impersonate.Email = "ana@contoso.example"
				e.run(t, op, dynamics.Done)
				e.ForgetRequests()
				step = tt.step
				time.Sleep(tt.sleep)
				e.run(t, op, dynamics.Done)
				want := 0
				if tt.again {
					want = 1
				}
				if tokens, reads := len(e.sent(emulator.Entra)), len(e.sent(emulator.Dataverse))-1; tokens != want || reads != want {
					t.Errorf("%d token requests and %d look-ups, want %d each", tokens, reads, want)
				}
			})
		})
	}
}
