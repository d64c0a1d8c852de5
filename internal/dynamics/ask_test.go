package dynamics_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

func TestAsk(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(2, throttled("3"))
		start := time.Now()
		a, err := e.client.Do(t.Context(), dynamics.Request{
			Op: "find users", Path: "systemusers?$select=fullname&$filter=internalemailaddress%20eq%20" + operation.Literal("o'neil&$top=1@x"),
		})
		if err != nil || a.Status != http.StatusOK || !strings.Contains(string(a.Body), `"value":[]`) {
			t.Errorf("Do = %d %s, %v, want an empty list", a.Status, a.Body, err)
		}
		if took := time.Since(start); took != 6*time.Second {
			t.Errorf("it took %v, want both waits of 3s", took)
		}
		_, err = e.client.Do(t.Context(), dynamics.Request{Op: "look", Path: "accounts(" + noID + ")?$select=name"})
		if got := wantError(t, err); got.Op != "look" || got.Method != http.MethodGet || got.Path != "accounts("+noID+")" || got.Status != 404 {
			t.Errorf("Do = %#v, want the 404 of the request", got)
		}
	})
}

// A request that creates a row may have created it if no response comes. The client does
// not send it again.
func TestAskDoesNotRepeatAPostWithoutAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		method string
		class  operation.Class // "" means a success in the second attempt
	}{{http.MethodPost, operation.Unknown}, {http.MethodPatch, ""}, {http.MethodGet, ""}} {
		bubble(t, func(t *testing.T, e *environment) {
			path := "accounts(" + noID + ")"
			if tt.method == http.MethodPost {
				path = "accounts"
			}
			e.run(t, createContact(newID), dynamics.Done)
			e.ForgetRequests()
			e.Fail(1, emulator.Fault{Drop: true, After: true})
			q := dynamics.Request{Op: "make", Method: tt.method, Path: path, Body: []byte(`{"name":"x"}`)}
			_, err := e.client.Do(t.Context(), q)
			if tt.class != "" {
				checkClass(t, tt.method, err, tt.class)
			}
			if want := 1 + map[bool]int{true: 1}[tt.class == ""]; len(e.Requests()) != want {
				t.Errorf("%s: %d requests, want %d", tt.method, len(e.Requests()), want)
			}
		})
	}
}

func TestAskIsHeldBack(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		e.Fail(1, throttled("60"))
		for range 2 {
			_, err := e.client.Do(ctx, dynamics.Request{Op: "look", Path: "WhoAmI"})
			checkClass(t, "held", err, operation.Unavailable)
		}
		if got := len(e.sent(emulator.Dataverse)); got != 1 {
			t.Errorf("%d requests, want one", got)
		}
	})
}

// The client uses a given token unchanged.
func TestGivenToken(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		root, err := webapi.ParseRoot(origin)
		if err != nil {
			t.Fatal(err)
		}
		client := dynamics.New(dynamics.Config{
			Transport: e.Transport(),
			Credentials: func(context.Context) (auth.Credentials, error) {
				return auth.Credentials{Root: root, Token: "given"}, nil
			},
		})
		_, err = client.Do(t.Context(), dynamics.Request{Op: "look", Path: "WhoAmI"})
		if got := wantError(t, err); got.Status != http.StatusUnauthorized {
			t.Errorf("Do = %v, want 401 for an unknown token", err)
		}
		for _, r := range e.Requests() {
			if r.Service == emulator.Entra {
				t.Error("it signed in, want the token used as it is")
			}
		}
	})
}

func TestAskBoundsTheAnswer(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		q := dynamics.Request{Op: "read", Path: "$metadata", Header: http.Header{"Accept": {"application/xml"}}}
		a, err := e.client.Do(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if sent := e.sent(emulator.Dataverse)[0].Header.Get("Accept"); sent != "application/xml" {
			t.Errorf("Accept: %s, want the question's own", sent)
		}
		e.ForgetRequests()
		q.MaxResponse = int64(len(a.Body))
		if _, err := e.client.Do(t.Context(), q); err != nil {
			t.Errorf("a response of the maximum length: %v", err)
		}
		q.MaxResponse--
		_, err = e.client.Do(t.Context(), q)
		checkClass(t, "a longer one", err, operation.Rejected)
		if n := len(e.sent(emulator.Dataverse)); n != 2 {
			t.Errorf("%d requests, want no repeated request", n)
		}
	})
}
