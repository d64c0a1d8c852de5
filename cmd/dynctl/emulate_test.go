package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/cli"
)

// startEmulate runs the command until the test ends, and returns its output.
func startEmulate(t *testing.T, args ...string) *output {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	stdout, w := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"emulate"}, args...), strings.NewReader(""), w, &stderr)
		w.Close()
	}()
	t.Cleanup(func() {
		interrupt()
		go io.Copy(io.Discard, stdout)
		if got := <-code; got != cli.ExitDone || strings.Contains(stderr.String(), "dynctl:") {
			t.Errorf("emulate, interrupted: exit code %d, want 0; %s", got, &stderr)
		}
	})
	return readOutput(stdout)
}

func TestEmulateJSON(t *testing.T) {
	for _, args := range [][]string{{"--json"}, {"--json", "--tls"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			line := []byte(startEmulate(t, args...).line(t))
			var all struct {
				Command, Status string
				Data            map[string]string
			}
			if err := json.Unmarshal(line, &all); err != nil || all.Command != "emulate" || all.Status != "ok" {
				t.Fatalf("%s: %v", line, err)
			}
			got := all.Data
			for name, value := range got {
				var beside map[string]any
				if err := json.Unmarshal(line, &beside); err != nil || beside[name] != value {
					t.Errorf("%s is %v beside the report, want %s as in its data", name, beside[name], value)
				}
			}
			for _, name := range []string{
				"address", "serviceRootUrl", "authorityHost", "tenantId", "clientId", "clientSecret", "secretArn", "awsEndpointUrl", "inspectorUrl",
				"stack", "topicArn", "awsRegion",
			} {
				if got[name] == "" {
					t.Errorf("%s is missing in %s", name, line)
				}
			}
			if want := len(args) + 11; len(got) != want {
				t.Errorf("%d fields, want %d: %s", len(got), want, line)
			}
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM([]byte(got["caPem"]))
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
			answer, err := client.Get(got["serviceRootUrl"] + "WhoAmI")
			if err != nil {
				t.Fatalf("it does not respond: %v", err)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusUnauthorized {
				t.Errorf("status without a token = %d, want 401", answer.StatusCode)
			}
		})
	}
}

func TestEmulateForPeople(t *testing.T) {
	out := startEmulate(t)
	for _, want := range []string{"until Ctrl-C", "serviceRootUrl", "AWS_ENDPOINT_URL=http://127.0.0.1:", "DYNAMICS_SECRET_ARN=", "curl"} {
		out.await(t, want)
	}
}

// TestEmulateSuggestions: what the output says about publishing runs as it is pasted.
func TestEmulateSuggestions(t *testing.T) {
	out := startEmulate(t)
	publish := strings.TrimSpace(out.await(t, "| dynctl publish"))
	look := strings.TrimSpace(out.await(t, "dynctl dlq ls"))
	for line := range strings.Lines(out.read.String()) {
		if assignments, ok := strings.CutPrefix(strings.TrimSpace(line), "export "); ok {
			for assignment := range strings.FieldsSeq(assignments) {
				name, value, _ := strings.Cut(assignment, "=")
				t.Setenv(name, value)
			}
		}
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_SESSION_TOKEN"} {
		t.Setenv(name, "")
	}
	var printed bytes.Buffer
	for command := range strings.SplitSeq(publish, " | ") {
		in := strings.NewReader(printed.String())
		printed.Reset()
		if code := run(t.Context(), strings.Fields(command)[1:], in, &printed, &printed); code != cli.ExitDone {
			t.Fatalf("%s: exit code %d: %s", command, code, &printed)
		}
	}
	_, trace, _ := strings.Cut(strings.TrimSpace(printed.String()), "next: ")
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		var shown bytes.Buffer
		if run(t.Context(), strings.Fields(trace)[1:], strings.NewReader(""), &shown, &shown) == cli.ExitDone && strings.Contains(shown.String(), "The message was carried out.") {
			break
		}
		if time.Since(begun) > tutorialLimit {
			t.Fatalf("%s\n%s: %s", &printed, trace, &shown)
		}
	}
	for command := range strings.SplitSeq(look, "; ") {
		printed.Reset()
		if code := run(t.Context(), strings.Fields(command)[1:], strings.NewReader(""), &printed, &printed); code != cli.ExitDone {
			t.Errorf("%s: exit code %d: %s", command, code, &printed)
		}
	}
}
