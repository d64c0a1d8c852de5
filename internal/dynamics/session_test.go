package dynamics_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

func TestOneTokenHoweverManyWait(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if _, err := e.client.Run(t.Context(), createContact(newID)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := len(e.sent(dynamicstest.Entra)); got != 1 {
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
			{56 * time.Minute, 1}, // of the hour that a token lives, less the margin
			{2 * time.Minute, 2},
		}
		for _, s := range steps {
			time.Sleep(s.after)
			if _, err := e.client.Run(t.Context(), createContact(newID)); err != nil {
				t.Fatal(err)
			}
			if got := len(e.sent(dynamicstest.Entra)); got != s.want {
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
		if got := len(e.sent(dynamicstest.Entra)); got != 1 {
			t.Errorf("%d token requests after a 401, want 1", got)
		}
		e.refuse(2, http.StatusUnauthorized, nil, "")
		e.ForgetRequests()
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Status != http.StatusUnauthorized {
			t.Errorf("Run = %v, want the second 401", err)
		}
		if got := len(e.sent(dynamicstest.Dataverse)); got != 2 {
			t.Errorf("%d requests, want 2", got)
		}
	})
}

func TestRotatedSecretIsReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.client = e.newClient(t, dynamicstest.ClientSecret, "second-secret")
		e.run(t, createContact(newID), dynamics.Done)
		e.SetClientSecret("second-secret")
		e.RevokeTokens()
		e.run(t, createContact(newID), dynamics.Exists)
		if e.secretReads != 2 {
			t.Errorf("%d reads of the secret, want 2", e.secretReads)
		}
	})
}

// A secret that expired before its successor was stored is read again each
// time a token is needed, and once each time.
func TestExpiredSecretIsReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.client = e.newClient(t, dynamicstest.ClientSecret, dynamicstest.ClientSecret, "second-secret")
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
		fault  *dynamicstest.Fault
		change func(*environment)
		status int
		code   string
	}{
		{"wrong secret", nil, func(e *environment) { e.SetClientSecret("other") }, 401, "AADSTS7000215"},
		{"expired secret", nil, func(e *environment) { e.ExpireClientSecret() }, 401, "AADSTS7000222"},
		{"unavailable", &dynamicstest.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}}, nil, 503, ""},
		{"a page instead of JSON", &dynamicstest.Fault{Status: 502, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}}, nil, 502, ""},
		{"no answer", &dynamicstest.Fault{Drop: true}, nil, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				if tt.fault != nil {
					tt.fault.Service = dynamicstest.Entra
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
				if text := err.Error(); strings.Contains(text, dynamicstest.ClientSecret) || strings.ContainsAny(text, "\r\n") {
					t.Errorf("the error holds the secret or a line break: %q", text)
				}
			})
		})
	}
}

func TestCredentialsThatCannotBeRead(t *testing.T) {
	cause := errors.New("no such secret")
	client := dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (dynamics.Credentials, error) { return dynamics.Credentials{}, cause },
	})
	if _, err := client.Run(t.Context(), createContact(newID)); !errors.Is(err, cause) {
		t.Errorf("Run = %v, want %v", err, cause)
	}
}

// Who waits for a token waits no longer than their own deadline.
func TestWaitingForATokenEndsWithTheContext(t *testing.T) {
	release := make(chan struct{})
	client := dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (dynamics.Credentials, error) {
			<-release
			return dynamics.Credentials{}, errors.New("too late")
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

// Other credentials than the secret may change as well, such as the
// application.
func TestCorrectedCredentialsAreReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.RevokeTokens()
		refusal := dynamicstest.Fault{Service: dynamicstest.Entra, Status: http.StatusBadRequest,
			Body: `{"error":"unauthorized_client","error_description":"AADSTS700016: Application not found.\r\nTrace ID: 1","trace_id":"1"}`}
		e.Fail(1, refusal)
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Code != "AADSTS700016" || got.Message != "Application not found." || e.secretReads != 2 {
			t.Errorf("Run = %v after %d reads of the secret, want AADSTS700016 after 2", err, e.secretReads)
		}
		e.client = e.newClient(t, "first", dynamicstest.ClientSecret)
		e.secretReads = 0
		_, err = e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err); got.Code != "AADSTS7000215" {
			t.Errorf("Run = %v, want AADSTS7000215", err)
		}
		e.run(t, createContact(newID), dynamics.Exists)
	})
}

// Many that wait for one failing sign-in each get an error of their own.
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

// Whatever the token endpoint says, and wherever, the secret is not repeated.
func TestEchoedSecretIsTakenOut(t *testing.T) {
	const said = `"error_description":"AADSTS7000215: Invalid secret '` + dynamicstest.ClientSecret + `'."`
	for _, tt := range []struct{ body, message string }{
		{`{"error":"invalid_client",` + said + `}`, "Invalid secret '[redacted]'."},
		{`{"error":"` + dynamicstest.ClientSecret + `",` + said + `,"trace_id":"` + dynamicstest.ClientSecret + `"}`, "Invalid secret '[redacted]'."},
		{`{"error":"x","error_description":"client_secret=emulated%7Eclient.secret%2D1&a"}`, "client_secret=[redacted]&a"},
		{`{"error":"x","error_description":"AADSTS1` + dynamicstest.ClientSecret + `: no"}`, "no"},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			e.Fail(1, dynamicstest.Fault{Service: dynamicstest.Entra, Status: http.StatusUnauthorized, Body: tt.body})
			_, err := e.client.Run(t.Context(), createContact(newID))
			got := wantError(t, err)
			if all := fmt.Sprintf("%v %+v", err, *got); strings.Contains(all, "client.secret") || got.Message != tt.message {
				t.Errorf("error = %s, want the secret taken out", all)
			}
		})
	}
}

// Nor does a gateway that quotes the request repeat the token.
func TestEchoedTokenIsTakenOut(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		const token = "a~token+of/some=parts"
		e.Fail(1, dynamicstest.Fault{Service: dynamicstest.Entra, Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
			Body: `{"token_type":"Bearer","expires_in":3599,"access_token":"` + token + `"}`})
		e.refuse(1, http.StatusBadRequest, nil, `{"error":{"code":"0x1","message":"Authorization: Bearer `+token+`, A%7ETOKEN%2Bof%2Fsome%3Dparts."}}`)
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err).Message; got != "Authorization: Bearer [redacted], [redacted]." {
			t.Errorf("message = %q, want the token taken out", got)
		}
		e.refuse(1, http.StatusOK, http.Header{"Odata-Version": {"4.0"}}, `{"value":[{"LogicalName":"contact","EntitySetName":"contacts","PrimaryIdAttribute":"contactid"}]}`)
		e.refuse(1, http.StatusOK, http.Header{"Odata-Version": {"4.0"}, "Content-Type": {"multipart/mixed; boundary=b"}},
			"--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n"+`{"error":{"code":"0x1","message":"Bearer `+token+`"}}`+"\r\n--b--\r\n")
		_, err = e.client.Run(t.Context(), dynamics.Operation{Kind: dynamics.Batch, Operations: []dynamics.Operation{createContact(newID), createContact(noID)}})
		if got := wantError(t, err).Message; got != "Bearer [redacted]" {
			t.Errorf("message of a part = %q, want the token taken out", got)
		}
		long := strings.Repeat("-", 490)
		e.refuse(1, http.StatusBadRequest, nil, `{"error":{"code":"`+long+token+`","message":"no"}}`)
		_, err = e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err).Code; got != long+"[redacted]" {
			t.Errorf("code = %q, want the token taken out", got)
		}
	})
}

// A sign-in goes on for those who wait longer than the one who began it; and
// one that ran out of time is begun anew by those who still have some.
func TestSignInOutlivesItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls int
		client := dynamics.New(dynamics.Config{
			Credentials: func(ctx context.Context) (dynamics.Credentials, error) {
				calls++
				if calls == 1 {
					<-ctx.Done()
					return dynamics.Credentials{}, ctx.Err()
				}
				return dynamics.Credentials{}, errors.New("second call")
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

// A Retry-After of a sign-in holds the client back although nobody waits for that
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
		}), dynamicstest.ClientSecret)
		e.Fail(1, dynamicstest.Fault{Service: dynamicstest.Entra, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"20"}}})
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
