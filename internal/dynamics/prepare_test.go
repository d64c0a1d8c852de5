package dynamics_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
)

func TestPrepare(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		for range 2 {
			if err := e.client.Prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		opened := e.sent(emulator.Dataverse)
		if len(opened) != 1 || len(e.sent(emulator.Entra)) != 1 || e.secretReads != 1 {
			t.Fatalf("%d requests to Dataverse, %d for tokens, %d reads of the secret, want one of each",
				len(opened), len(e.sent(emulator.Entra)), e.secretReads)
		}
		if opened[0].Method != http.MethodHead || opened[0].Header.Get("Authorization") != "" {
			t.Errorf("%s with token %t, want HEAD without", opened[0].Method, opened[0].Header.Get("Authorization") != "")
		}
		e.ForgetRequests()
		e.run(t, createContact(newID), dynamics.Done)
		if got := len(e.Requests()); got != 1 {
			t.Errorf("%d requests for the first operation, want 1", got)
		}
	})
}

func TestPrepareThatFailsLosesNothing(t *testing.T) {
	tests := []struct {
		name  string
		fault emulator.Fault
		want  string // a part of the error; empty if the sign-in succeeds
	}{
		{"token refused", emulator.Fault{Service: emulator.Entra, Status: http.StatusInternalServerError}, "500"},
		{"token endpoint gone", emulator.Fault{Service: emulator.Entra, Drop: true}, "get token"},
		{"token endpoint silent", emulator.Fault{Service: emulator.Entra, Stall: true}, "deadline"},
		{"Dataverse gone", emulator.Fault{Method: http.MethodHead, Drop: true}, ""},
		{"Dataverse silent", emulator.Fault{Method: http.MethodHead, Stall: true}, ""},
		{"Dataverse busy", emulator.Fault{Method: http.MethodHead, Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"3000"}}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.Fail(1, tt.fault)
				ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
				defer cancel()
				err := e.client.Prepare(ctx)
				if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
					t.Errorf("Prepare = %v, want an error with %q", err, tt.want)
				}
				// No work of Prepare still runs.
				synctest.Wait()
				e.ForgetRequests()
				began := time.Now()
				e.run(t, createContact(newID), dynamics.Done)
				if took := time.Since(began); took != 0 {
					t.Errorf("the first operation took %v, want it at once", took)
				}
				if got := len(e.sent(emulator.Dataverse)); got != 1 {
					t.Errorf("%d requests to Dataverse for the first operation, want 1", got)
				}
			})
		})
	}
}
