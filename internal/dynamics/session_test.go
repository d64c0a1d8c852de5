package dynamics_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
)

// TestOneTokenHoweverManyWait delays the response of the token endpoint until all 50
// callers wait for it.
func TestOneTokenHoweverManyWait(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		gate := make(chan struct{})
		e.client = e.newClientThrough(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.Contains(r.URL.Path, "/oauth2/") {
				<-gate
			}
			return e.Transport().RoundTrip(r)
		}), emulator.ClientSecret)
		var all sync.WaitGroup
		var ended atomic.Int32
		for range 50 {
			all.Go(func() {
				defer ended.Add(1)
				if _, err := e.client.Run(t.Context(), createContact(newID)); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if n := ended.Load(); n != 0 {
			t.Errorf("%d callers did not wait for the token", n)
		}
		close(gate)
		all.Wait()
		if got := len(e.sent(emulator.Entra)); got != 1 {
			t.Errorf("%d token requests, want 1", got)
		}
		if e.secretReads != 1 {
			t.Errorf("%d reads of the secret, want 1", e.secretReads)
		}
	})
}

func TestTokenIsRenewedBeforeItEnds(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		steps := []struct {
			after time.Duration
			want  int
		}{
			{0, 1},
			{56 * time.Minute, 1}, // the hour of a token, less the margin
			{2 * time.Minute, 2},
		}
		for _, s := range steps {
			time.Sleep(s.after)
			if _, err := e.client.Run(t.Context(), createContact(newID)); err != nil {
				t.Fatal(err)
			}
			if got := len(e.sent(emulator.Entra)); got != s.want {
				t.Errorf("after %v: %d token requests, want %d", s.after, got, s.want)
			}
		}
	})
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.RevokeTokens()
		e.ForgetRequests()
		e.run(t, createContact(noID), dynamics.Done)
		if got := len(e.sent(emulator.Entra)); got != 1 {
			t.Errorf("%d token requests after a 401, want 1", got)
		}
		e.refuse(2, http.StatusUnauthorized, nil, "")
		e.ForgetRequests()
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Status != http.StatusUnauthorized {
			t.Errorf("Run = %v, want the second 401", err)
		}
		if got := len(e.sent(emulator.Dataverse)); got != 2 {
			t.Errorf("%d requests, want 2", got)
		}
	})
}

func TestRotatedSecretIsReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.client = e.newClient(t, emulator.ClientSecret, "second-secret")
		e.run(t, createContact(newID), dynamics.Done)
		e.SetClientSecret("second-secret")
		e.RevokeTokens()
		e.run(t, createContact(newID), dynamics.Exists)
		if e.secretReads != 2 {
			t.Errorf("%d reads of the secret, want 2", e.secretReads)
		}
	})
}

// A secret that expired before the new secret is stored is read again each time a token is
// needed, and once each time.
func TestExpiredSecretIsReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.client = e.newClient(t, emulator.ClientSecret, emulator.ClientSecret, "second-secret")
		e.run(t, createContact(newID), dynamics.Done)
		e.ExpireClientSecret()
		e.RevokeTokens()
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Code != "AADSTS7000222" || e.secretReads != 2 {
			t.Errorf("Run = %v after %d reads of the secret, want AADSTS7000222 after 2", err, e.secretReads)
		}
		e.SetClientSecret("second-secret")
		e.run(t, createContact(newID), dynamics.Exists)
		if e.secretReads != 3 {
			t.Errorf("%d reads of the secret, want 3", e.secretReads)
		}
	})
}

func TestTokenErrors(t *testing.T) {
	tests := []struct {
		name   string
		fault  *emulator.Fault
		change func(*environment)
		status int
		code   string
	}{
		{"wrong secret", nil, func(e *environment) { e.SetClientSecret("other") }, 401, "AADSTS7000215"},
		{"expired secret", nil, func(e *environment) { e.ExpireClientSecret() }, 401, "AADSTS7000222"},
		{"unavailable", &emulator.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}}, nil, 503, ""},
		{"a page instead of JSON", &emulator.Fault{Status: 502, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}}, nil, 502, ""},
		{"no answer", &emulator.Fault{Drop: true}, nil, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				if tt.fault != nil {
					tt.fault.Service = emulator.Entra
					e.Fail(5, *tt.fault)
				} else {
					tt.change(e)
				}
				_, err := e.client.Run(t.Context(), createContact(newID))
				got := wantError(t, err)
				if got.Status != tt.status || got.Code != tt.code || got.Op != "get token" {
					t.Errorf("Run = %v, want get token with %d %s", err, tt.status, tt.code)
				}
				if tt.name == "unavailable" && got.RetryAfter != 7*time.Second {
					t.Errorf("RetryAfter = %v, want 7s", got.RetryAfter)
				}
				if text := err.Error(); strings.Contains(text, emulator.ClientSecret) || strings.ContainsAny(text, "\r\n") {
					t.Errorf("the error holds the secret or a line break: %q", text)
				}
			})
		})
	}
}

func TestCredentialsThatCannotBeRead(t *testing.T) {
	cause := errors.New("no such secret")
	client := dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (auth.Credentials, error) { return auth.Credentials{}, cause },
	})
	if _, err := client.Run(t.Context(), createContact(newID)); !errors.Is(err, cause) {
		t.Errorf("Run = %v, want %v", err, cause)
	}
}

// A caller waits for a token no longer than its own deadline.
func TestWaitingForATokenEndsWithTheContext(t *testing.T) {
	release := make(chan struct{})
	client := dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (auth.Credentials, error) {
			<-release
			return auth.Credentials{}, errors.New("too late")
		},
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Run(ctx, createContact(newID))
	close(release)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want context.Canceled", err)
	}
}

// Other credentials than the secret may change too, such as the application.
func TestCorrectedCredentialsAreReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.RevokeTokens()
		refusal := emulator.Fault{Service: emulator.Entra, Status: http.StatusBadRequest,
			Body: `{"error":"unauthorized_client","error_description":"AADSTS700016: Application not found.\r\nTrace ID: 1","trace_id":"1"}`}
		e.Fail(1, refusal)
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Code != "AADSTS700016" || got.Message != "Application not found." || e.secretReads != 2 {
			t.Errorf("Run = %v after %d reads of the secret, want AADSTS700016 after 2", err, e.secretReads)
		}
		e.client = e.newClient(t, "first", emulator.ClientSecret)
		e.secretReads = 0
		_, err = e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Code != "AADSTS7000215" {
			t.Errorf("Run = %v, want AADSTS7000215", err)
		}
		e.run(t, createContact(newID), dynamics.Exists)
	})
}

// Each of many callers that wait for one failing sign-in gets an error of its own.
func TestFailedSignInIsShared(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.SetClientSecret("another")
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if _, err := e.client.Run(t.Context(), createContact(newID)); err == nil {
					t.Error("Run succeeded with a wrong secret")
				}
			})
		}
		all.Wait()
	})
}

// A sign-in continues for callers that wait longer than the caller that started it. If it
// runs out of time, callers with time left start a new sign-in.
func TestSignInOutlivesItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls int
		client := dynamics.New(dynamics.Config{
			Credentials: func(ctx context.Context) (auth.Credentials, error) {
				calls++
				if calls == 1 {
					<-ctx.Done()
					return auth.Credentials{}, ctx.Err()
				}
				return auth.Credentials{}, errors.New("second call")
			},
		})
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go client.Run(short, createContact(newID))
		synctest.Wait()
		start := time.Now()
		_, err := client.Run(t.Context(), createContact(newID))
		if took := time.Since(start); err == nil || err.Error() != "second call" || took != 30*time.Second {
			t.Errorf("Run = %v after %v, want the second call's error after 30s", err, took)
		}
	})
}

// The Retry-After of a sign-in holds the client back, even if no caller waits for that
// sign-in any more.
func TestRetryAfterOfAnAbandonedSignIn(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var signIns []time.Duration
		start := time.Now()
		client := e.newClientThrough(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.Contains(r.URL.Path, "/oauth2/") {
				signIns = append(signIns, time.Since(start))
				time.Sleep(3 * time.Second) // on the bubble's clock
			}
			return e.Transport().RoundTrip(r)
		}), emulator.ClientSecret)
		e.Fail(1, emulator.Fault{Service: emulator.Entra, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"20"}}})
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := client.Run(short, updateContact()); err == nil {
			t.Fatal("success, want the end of the caller's time")
		}
		time.Sleep(4 * time.Second)
		if _, err := client.Run(t.Context(), updateContact()); err != nil {
			t.Fatal(err)
		}
		if want := []time.Duration{0, 23 * time.Second}; !slices.Equal(signIns, want) {
			t.Errorf("signed in at %v, want %v", signIns, want)
		}
	})
}

// roundTrip is a transport that may do anything.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
