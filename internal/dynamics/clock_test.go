package dynamics_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// stepped is a client whose wall clock is step ahead of the runtime's clock, as
// after a freeze, or behind it, as when it was set back.
func (e *environment) stepped(t *testing.T, step *time.Duration) *dynamics.Client {
	t.Helper()
	text, err := json.Marshal(dynamicstest.ConnectionAt(origin))
	if err != nil {
		t.Fatal(err)
	}
	return dynamics.New(dynamics.Config{
		Transport: e.Transport(), Jitter: func(time.Duration) time.Duration { return 0 },
		Now:         func() time.Time { return time.Now().Round(0).Add(*step) },
		Credentials: func(context.Context) (dynamics.Credentials, error) { return dynamics.ParseCredentials(text) },
	})
}

// A hold lasts as long as was asked for, whatever becomes of the wall clock; a
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

// Neither a freeze nor a clock set back keeps a token, or a user found by email,
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
				if tokens, reads := len(e.sent(dynamicstest.Entra)), len(e.sent(dynamicstest.Dataverse))-1; tokens != want || reads != want {
					t.Errorf("%d token requests and %d look-ups, want %d each", tokens, reads, want)
				}
			})
		})
	}
}
