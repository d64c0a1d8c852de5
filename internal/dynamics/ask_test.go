package dynamics_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

func TestAsk(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(2, throttled("3"))
		start := time.Now()
		a, err := e.client.Ask(t.Context(), dynamics.Question{
			Op: "find users", Path: "systemusers?$select=fullname&$filter=internalemailaddress%20eq%20" + dynamics.Literal("o'neil&$top=1@x"),
		})
		if err != nil || a.Status != http.StatusOK || !strings.Contains(string(a.Body), `"value":[]`) {
			t.Errorf("Ask = %d %s, %v, want an empty list", a.Status, a.Body, err)
		}
		if took := time.Since(start); took != 6*time.Second {
			t.Errorf("it took %v, want both waits of 3s", took)
		}
		_, err = e.client.Ask(t.Context(), dynamics.Question{Op: "look", Path: "accounts(" + noID + ")?$select=name"})
		if got := wantError(t, err); got.Op != "look" || got.Method != http.MethodGet || got.Path != "accounts("+noID+")" || got.Status != 404 {
			t.Errorf("Ask = %#v, want the 404 to what was asked", got)
		}
	})
}

// What makes a row may have made it when no answer comes, and is not sent again.
func TestAskDoesNotRepeatAPostWithoutAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		method string
		class  dynamics.Class // "" for a success at the second try
	}{{http.MethodPost, dynamics.Unknown}, {http.MethodPatch, ""}, {http.MethodGet, ""}} {
		bubble(t, func(t *testing.T, e *environment) {
			path := "accounts(" + noID + ")"
			if tt.method == http.MethodPost {
				path = "accounts"
			}
			e.run(t, createContact(newID), dynamics.Done)
			e.ForgetRequests()
			e.Fail(1, dynamicstest.Fault{Drop: true, After: true})
			q := dynamics.Question{Op: "make", Method: tt.method, Path: path, Body: []byte(`{"name":"x"}`)}
			_, err := e.client.Ask(t.Context(), q)
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
			_, err := e.client.Ask(ctx, dynamics.Question{Op: "look", Path: "WhoAmI"})
			checkClass(t, "held", err, dynamics.Unavailable)
		}
		if got := len(e.sent(dynamicstest.Dataverse)); got != 1 {
			t.Errorf("%d requests, want one", got)
		}
	})
}

// A token that somebody signed in for already is used as it is.
func TestGivenToken(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		root, err := dynamics.ParseRoot(origin)
		if err != nil {
			t.Fatal(err)
		}
		client := dynamics.New(dynamics.Config{
			Transport: e.Transport(),
			Credentials: func(context.Context) (dynamics.Credentials, error) {
				return dynamics.Credentials{Root: root, Token: "given"}, nil
			},
		})
		_, err = client.Ask(t.Context(), dynamics.Question{Op: "look", Path: "WhoAmI"})
		if got := wantError(t, err); got.Status != http.StatusUnauthorized {
			t.Errorf("Ask = %v, want 401 for a token that nobody gave out", err)
		}
		for _, r := range e.Requests() {
			if r.Service == dynamicstest.Entra {
				t.Error("it signed in, want the token used as it is")
			}
		}
	})
}

func TestAskBoundsTheAnswer(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		q := dynamics.Question{Op: "read", Path: "$metadata", Header: http.Header{"Accept": {"application/xml"}}}
		a, err := e.client.Ask(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if sent := e.sent(dynamicstest.Dataverse)[0].Header.Get("Accept"); sent != "application/xml" {
			t.Errorf("Accept: %s, want the question's own", sent)
		}
		e.ForgetRequests()
		q.MaxAnswer = int64(len(a.Body))
		if _, err := e.client.Ask(t.Context(), q); err != nil {
			t.Errorf("an answer as long as it may be: %v", err)
		}
		q.MaxAnswer--
		_, err = e.client.Ask(t.Context(), q)
		checkClass(t, "a longer one", err, dynamics.Rejected)
		if n := len(e.sent(dynamicstest.Dataverse)); n != 2 {
			t.Errorf("%d requests, want none repeated", n)
		}
	})
}
