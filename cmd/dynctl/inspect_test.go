package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/cli"
)

// ask sends a request to an inspector, and decodes the response.
func ask[T any](t *testing.T, method, url, token, body string) T {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Inspector-Token", token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if token == "" { // the response is the token
		text, _ = json.Marshal(string(text))
	}
	if err := json.Unmarshal(text, &v); err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s (%v)", method, url, answer.StatusCode, text, err)
	}
	return v
}

// TestEmulateInspects publishes a message at the page's address and reads its outcome from
// the stream, also with HTTPS between function and emulator.
func TestEmulateInspects(t *testing.T) {
	for _, args := range [][]string{{"--json"}, {"--json", "--tls"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			line := []byte(startEmulate(t, args...).line(t))
			var c struct {
				InspectorURL string `json:"inspectorUrl"`
			}
			if err := json.Unmarshal(line, &c); err != nil || !regexp.MustCompile(`^http://127\.0\.0\.1:\d+/_inspect/$`).MatchString(c.InspectorURL) {
				t.Fatalf("%s: %v", line, err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), lineLimit)
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.InspectorURL+"events", nil)
			if err != nil {
				t.Fatal(err)
			}
			stream, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer stream.Body.Close()
			token := ask[string](t, http.MethodGet, c.InspectorURL+"token", "", "")
			ask[any](t, http.MethodPost, c.InspectorURL+"messages", token, `{"operation":"create","entitySet":"tasks","data":{"subject":"x"}}`)
			for lines := bufio.NewScanner(stream.Body); lines.Scan(); {
				m := ask[struct{ Messages []struct{ Outcome string } }](t, http.MethodGet, c.InspectorURL+"messages", token, "")
				if len(m.Messages) == 1 && m.Messages[0].Outcome != "running" {
					if m.Messages[0].Outcome != "done" {
						t.Errorf("outcome = %s, want done", m.Messages[0].Outcome)
					}
					return
				}
			}
			t.Error("the stream ended before the message")
		})
	}
}

// TestDemoOpen: the page shows the events of the demo.
func TestDemoOpen(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	stdout, w := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"demo", "--open"}, strings.NewReader(""), w, &stderr)
		w.Close()
	}()
	out := readOutput(stdout)
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+/_inspect/`).FindString(out.await(t, "/_inspect/"))
	if text := out.read.String(); url == "" || !strings.Contains(text, "events/01-create-account.json") || !strings.Contains(text, "outcome  dead-letter: ") {
		t.Fatalf("printed %s; %s", text, &stderr)
	}
	m := ask[struct{ Messages []struct{ Outcome string } }](t, http.MethodGet, url+"messages", "x", "")
	l := ask[struct{ Letters []any }](t, http.MethodGet, url+"letters", "x", "")
	if len(m.Messages) != 32 || len(l.Letters) != 9 {
		t.Errorf("%d messages and %d dead letters, want 32 and 9", len(m.Messages), len(l.Letters))
	}
	interrupt()
	go io.Copy(io.Discard, stdout)
	if got := <-code; got != cli.ExitDone {
		t.Errorf("interrupted: exit code %d, want 0; %s", got, &stderr)
	}
	if got := run(t.Context(), []string{"demo", "--open", "--json"}, strings.NewReader(""), io.Discard, io.Discard); got != cli.ExitUsage {
		t.Errorf("--open with --json: exit code %d, want %d", got, cli.ExitUsage)
	}
}
