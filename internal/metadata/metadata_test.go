package metadata_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/metadata"
)

// environment is an emulator, and a client of it, without a network.
type environment struct {
	*dynamicstest.Emulator
	client *dynamics.Client
}

func newEnvironment(tb testing.TB) environment {
	tb.Helper()
	e, err := dynamicstest.New(dynamicstest.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return environment{e, newClient(tb, e.Transport())}
}

func newClient(tb testing.TB, transport http.RoundTripper) *dynamics.Client {
	tb.Helper()
	secret, err := json.Marshal(dynamicstest.ConnectionAt("http://127.0.0.1"))
	if err != nil {
		tb.Fatal(err)
	}
	credentials, err := dynamics.ParseCredentials(secret)
	if err != nil {
		tb.Fatal(err)
	}
	return dynamics.New(dynamics.Config{
		Transport:   transport,
		Credentials: func(context.Context) (dynamics.Credentials, error) { return credentials, nil },
	})
}

// read reads the model without a cache.
func (e environment) read(tb testing.TB) *metadata.Model {
	tb.Helper()
	r, err := metadata.Read(context.Background(), e.client, "")
	if err != nil || r.Cached || len(r.Warnings) > 0 {
		tb.Fatalf("Read = %+v, %v", r, err)
	}
	return r.Model
}

// asked lists the requests to the Web API, with their answers' statuses.
func (e environment) asked() (paths []string, statuses []int) {
	for _, r := range e.Requests() {
		if r.Service == dynamicstest.Dataverse {
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
		t.Errorf("%v answered %v, want %v", paths, got, statuses)
	}
	e.ForgetRequests()
}
