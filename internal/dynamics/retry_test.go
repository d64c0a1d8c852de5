package dynamics_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// throttled is a refusal with a Retry-After.
func throttled(retryAfter string) emulator.Fault {
	return emulator.Fault{
		Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {retryAfter}}, Body: errorBody("0x80072322"),
	}
}

func TestTriesAreCounted(t *testing.T) {
	for failures, want := range []int{1, 2, 3, 4, 5, 5, 5} {
		bubble(t, func(t *testing.T, e *environment) {
			e.Fail(failures, emulator.Fault{})
			r, err := e.client.Run(t.Context(), updateContact())
			if r.Tries != want || (err != nil) != (failures >= 5) {
				t.Errorf("%d failures: %d attempts, %v, want %d", failures, r.Tries, err, want)
			}
			if got := len(e.sent(emulator.Dataverse)); got != want {
				t.Errorf("%d failures: %d requests, want %d", failures, got, want)
			}
			if err != nil {
				checkClass(t, "503 again and again", err, operation.Unavailable)
			}
		})
	}
}

func TestWaits(t *testing.T) {
	const backoff = -1 // an unknown wait, below the first bound
	for _, tt := range []struct {
		name   string
		faults []emulator.Fault
		want   []time.Duration // the time of each attempt
	}{
		{"seconds", []emulator.Fault{throttled("7")}, []time.Duration{0, 7 * time.Second}},
		// The clock of a bubble starts there.
		{"a date", []emulator.Fault{throttled("Sat, 01 Jan 2000 00:01:30 GMT")}, []time.Duration{0, 90 * time.Second}},
		{"an hour", []emulator.Fault{throttled("3600")}, []time.Duration{0, time.Hour}},
		{"one after the other", []emulator.Fault{throttled("3"), throttled("5"), throttled("1")}, []time.Duration{0, 3 * time.Second, 8 * time.Second, 9 * time.Second}},
		{"with 503", []emulator.Fault{{Header: http.Header{"Retry-After": {"11"}}}}, []time.Duration{0, 11 * time.Second}},
		{"with 500", []emulator.Fault{{Status: 500, Header: http.Header{"Retry-After": {"12"}}}}, []time.Duration{0, 12 * time.Second}},
		{"0", []emulator.Fault{throttled("0")}, []time.Duration{0, backoff}},
		{"a date gone by", []emulator.Fault{throttled("Fri, 31 Dec 1999 23:59:00 GMT")}, []time.Duration{0, backoff}},
		{"a word", []emulator.Fault{throttled("soon")}, []time.Duration{0, backoff}},
		{"none", []emulator.Fault{{}}, []time.Duration{0, backoff}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				w := e.watch(t)
				for _, f := range tt.faults {
					e.Fail(1, f)
				}
				start := time.Now()
				e.run(t, updateContact(), dynamics.Done)
				got := w.times(start)
				if last := len(got) - 1; tt.want[len(tt.want)-1] == backoff && got[last] < 500*time.Millisecond {
					got[last] = backoff
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("attempts sent after %v, want %v", got, tt.want)
				}
			})
		})
	}
}

// Without a Retry-After each wait is a random time below a bound that doubles, so that
// functions that failed together do not retry together.
func TestBackoffHasFullJitter(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		bounds := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second}
		var low, high [4]bool
		for range 200 {
			w.at = nil
			e.Fail(5, emulator.Fault{})
			start := time.Now()
			if _, err := e.client.Run(t.Context(), updateContact()); err == nil {
				t.Fatal("success, want the last 503")
			}
			at := w.times(start)
			for i, bound := range bounds {
				wait := at[i+1] - at[i]
				if wait < 0 || wait >= bound {
					t.Errorf("wait %d took %v, want less than %v", i+1, wait, bound)
				}
				// 200 waits in the same half occur once in 2^200 runs.
				low[i] = low[i] || wait < bound/2
				high[i] = high[i] || wait >= bound/2
			}
		}
		if all := [4]bool{true, true, true, true}; low != all || high != all {
			t.Errorf("waits in the lower halves %v, in the upper halves %v, want both of each", low, high)
		}
	})
}

// The waits come from Config.Jitter if it is set.
func TestBackoffIsTheJitterGiven(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var bounds []time.Duration
		client := dynamics.New(dynamics.Config{
			Transport: e.Transport(),
			Credentials: func(context.Context) (auth.Credentials, error) {
				text, err := json.Marshal(emulator.ConnectionAt(origin))
				if err != nil {
					return auth.Credentials{}, err
				}
				return auth.ParseCredentials(text)
			},
			Jitter: func(bound time.Duration) time.Duration {
				bounds = append(bounds, bound)
				return 100 * time.Millisecond
			},
		})
		e.Fail(3, emulator.Fault{})
		start := time.Now()
		if _, err := client.Run(t.Context(), updateContact()); err != nil {
			t.Fatal(err)
		}
		want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}
		if took := time.Since(start); took != 300*time.Millisecond || !slices.Equal(bounds, want) {
			t.Errorf("took %v within %v, want 300ms within %v", took, bounds, want)
		}
	})
}

// The client does not start a wait that ends after the deadline: the rest of the time is
// for handing the message over.
func TestNoWaitPastTheDeadline(t *testing.T) {
	for _, tt := range []struct {
		name    string
		timeout time.Duration
		waits   bool
	}{
		{"before", 30*time.Second - 1, false},
		{"at the same time", 30 * time.Second, false},
		{"after", 30*time.Second + 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				w := e.watch(t)
				e.Fail(1, throttled("30"))
				ctx, cancel := context.WithTimeout(t.Context(), tt.timeout)
				defer cancel()
				start := time.Now()
				r, err := e.client.Run(ctx, updateContact())
				if tt.waits {
					if got := w.times(start); err != nil || r.Tries != 2 || got[len(got)-1] != 30*time.Second {
						t.Errorf("Run = %+v, %v, sent after %v, want a success at 30s", r, err, got)
					}
					return
				}
				if took := time.Since(start); took != 0 || r.Tries != 1 || len(w.times(start)) != 1 {
					t.Errorf("returned after %v and %d attempts, want at once after 1", took, r.Tries)
				}
				checkClass(t, tt.name, err, operation.Unavailable)
				if got := wantError(t, err); got.RetryAfter != 30*time.Second || got.Status != http.StatusTooManyRequests {
					t.Errorf("error = %#v, want 429 with RetryAfter 30s", got)
				}
			})
		})
	}
}

// An outage of Dataverse and a wrong set-up both pass, but only an outage passes during a
// call. A rejected message never succeeds.
func TestOnlyUnavailableIsTriedAgain(t *testing.T) {
	entra := func(number int) emulator.Fault {
		return emulator.Fault{Service: emulator.Entra, Status: http.StatusBadRequest, Body: entraBody(number)}
	}
	for _, tt := range []struct {
		name  string
		fault emulator.Fault
		want  operation.Class
	}{
		{"bad request", emulator.Fault{Status: 400}, operation.Rejected},
		{"no privilege", emulator.Fault{Status: 403, Body: errorBody("0x80040220")}, operation.Rejected},
		{"no such row", emulator.Fault{Status: 404, Body: errorBody("0x80040217")}, operation.Rejected},
		{"not allowed", emulator.Fault{Status: 405}, operation.Rejected},
		{"another version", emulator.Fault{Status: 412, Body: errorBody("0x80060882")}, operation.Rejected},
		{"too large", emulator.Fault{Status: 413}, operation.Rejected},
		{"a plug-in", emulator.Fault{Status: 500, Body: errorBody("0x80040265")}, operation.Rejected},
		{"rejected, with a Retry-After", emulator.Fault{Status: 400, Header: http.Header{"Retry-After": {"1"}}}, operation.Rejected},
		{"no application user", emulator.Fault{Status: 403, Body: errorBody("0x80072560")}, operation.Misconfigured},
		{"a wrong secret", entra(7000215), operation.Misconfigured},
		{"an unknown tenant", entra(90002), operation.Misconfigured},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.Fail(1, tt.fault)
				start := time.Now()
				r, err := e.client.Run(t.Context(), updateContact())
				checkClass(t, tt.name, err, tt.want)
				if took := time.Since(start); r.Tries != 1 || took != 0 {
					t.Errorf("%d attempts in %v, want 1 at once", r.Tries, took)
				}
			})
		})
	}
}
