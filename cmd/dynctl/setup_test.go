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

	"sns-dynamics/internal/cli"
)

// TestSetupAppUserInterrupted interrupts the command while it waits for Dataverse.
func TestSetupAppUserInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // otherwise the server does not notice the end of the request
		interrupt()
		<-r.Context().Done()
	}))
	defer server.Close()
	var stdout bytes.Buffer
	code := run(ctx, []string{"setup", "app-user", "--token-stdin", "--org", server.URL, "--client-id", "11111111-2222-4333-8444-555555555555", "--json"},
		strings.NewReader("hunter2\n"), &stdout, io.Discard)
	var r cli.Report
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil || code != cli.ExitInterrupted || r.Status != "interrupted" || !r.Error.Retryable {
		t.Errorf("exit code %d, want %d: %v, %s", code, cli.ExitInterrupted, err, &stdout)
	}
}

// TestSecretInputInterrupted interrupts a command that waits for a secret.
func TestSecretInputInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	stdin, w := io.Pipe()
	defer w.Close()
	go w.Write([]byte("half a sec")) // returns when it is read; then nothing more comes
	interrupt()
	code := run(ctx, []string{"setup", "app-user", "--token-stdin", "--org", "org.crm4.dynamics.com", "--client-id", "11111111-2222-4333-8444-555555555555"},
		stdin, io.Discard, io.Discard)
	if code != cli.ExitInterrupted {
		t.Errorf("exit code %d, want %d", code, cli.ExitInterrupted)
	}
}
