package check_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operator/check"
)

// environment is an emulator with a client, without a network.
type environment struct {
	*emulator.Emulator
	client *dynamics.Client
}

func newEnvironment(tb testing.TB) environment {
	tb.Helper()
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return environment{e, newClient(tb, e.Transport())}
}

func newClient(tb testing.TB, transport http.RoundTripper) *dynamics.Client {
	tb.Helper()
	secret, err := json.Marshal(emulator.ConnectionAt("http://127.0.0.1"))
	if err != nil {
		tb.Fatal(err)
	}
	credentials, err := auth.ParseCredentials(secret)
	if err != nil {
		tb.Fatal(err)
	}
	return dynamics.New(dynamics.Config{
		Transport:   transport,
		Credentials: func(context.Context) (auth.Credentials, error) { return credentials, nil },
	})
}

// read reads the model without a cache.
func (e environment) read(tb testing.TB) *check.Model {
	tb.Helper()
	r, err := check.Read(context.Background(), e.client, "")
	if err != nil || r.Cached || len(r.Warnings) > 0 {
		tb.Fatalf("Read = %+v, %v", r, err)
	}
	return r.Model
}

// asked lists the requests to the Web API, with the statuses of their responses.
func (e environment) asked() (paths []string, statuses []int) {
	for _, r := range e.Requests() {
		if r.Service == emulator.Dataverse {
			_, path, _ := strings.Cut(r.Target, "/v9.2/")
			path, _, _ = strings.Cut(path, "?")
			paths, statuses = append(paths, path), append(statuses, r.Status)
		}
	}
	return paths, statuses
}

func wantAsked(t *testing.T, e environment, statuses ...int) {
	t.Helper()
	paths, got := e.asked()
	if !slices.Equal(got, statuses) {
		t.Errorf("%v returned %v, want %v", paths, got, statuses)
	}
	e.ForgetRequests()
}
