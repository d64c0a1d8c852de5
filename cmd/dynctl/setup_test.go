package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestSetupAppUserInterrupted interrupts the command while Dataverse keeps it
// waiting.
func TestSetupAppUserInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // or the server does not see the client go
		interrupt()
		<-r.Context().Done()
	}))
	defer server.Close()
	var stdout bytes.Buffer
	code := run(ctx, []string{"setup", "app-user", "--token-stdin", "--org", server.URL, "--client-id", "11111111-2222-4333-8444-555555555555", "--json"},
		strings.NewReader("hunter2\n"), &stdout, io.Discard)
	var r report
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil || code != exitInterrupted || r.Status != "interrupted" || !r.Error.Retryable {
		t.Errorf("exit code %d, want %d: %v, %s", code, exitInterrupted, err, &stdout)
	}
}

// TestHiddenInterrupted interrupts a command that waits for a secret that does
// not come.
func TestHiddenInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	stdin, w := io.Pipe()
	defer w.Close()
	go w.Write([]byte("half a sec")) // returns once it is read, and then there is no more
	interrupt()
	code := run(ctx, []string{"setup", "app-user", "--token-stdin", "--org", "org.crm4.dynamics.com", "--client-id", "11111111-2222-4333-8444-555555555555"},
		stdin, io.Discard, io.Discard)
	if code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
}
