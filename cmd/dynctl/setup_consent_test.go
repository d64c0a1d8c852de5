package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/cli"
)

// consent runs setup consent-url --listen, and opens the redirect URI with the query when
// the command waits. If the query is empty, it interrupts the command instead.
func consent(t *testing.T, query string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	redirect := "http://" + l.Addr().String() + "/"
	l.Close()
	ctx, interrupt := context.WithTimeout(t.Context(), lineLimit)
	defer interrupt()
	out, w := io.Pipe()
	var all, errors bytes.Buffer
	var shown io.Writer = w
	var other io.Writer = &errors
	if strings.Contains(strings.Join(args, " "), "--json") {
		shown, other = &errors, w // the URL is on stderr
	}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{
			"setup", "consent-url", "--listen", "--redirect-uri", redirect, "--tenant", "contoso.example",
			"--client-id", "11111111-2222-4333-8444-555555555555", "--org", "org.crm4.dynamics.com",
		}, args...), strings.NewReader(""), shown, other)
		w.Close()
	}()
	lines := bufio.NewReader(io.TeeReader(out, &all))
	state := ""
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break
		}
		if u, err := url.Parse(strings.TrimSpace(line)); err == nil && u.Query().Get("state") != "" {
			state = u.Query().Get("state")
		}
		if !strings.HasPrefix(line, "Waiting") {
			continue
		}
		if query == "" {
			interrupt()
			continue
		}
		resp, err := http.Get(redirect + "?" + strings.ReplaceAll(query, "STATE", state))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	code = <-done
	if shown == &errors {
		return code, errors.String(), all.String()
	}
	return code, all.String(), errors.String()
}

func TestConsentIsWaitedFor(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		args        []string
		code        int
		stdout      string
		stderr      string
	}{
		{"granted", "admin_consent=True&tenant=t&state=STATE", nil, cli.ExitDone, " for 10 minutes.\nConsent was granted.\nnext: dynctl setup app-user --token-stdin --client-id 11111111-2222-4333-8444-555555555555", ""},
		{"granted, for programs", "admin_consent=True&tenant=t&state=STATE", []string{"--json"}, cli.ExitDone, `"verdict":{"granted":true,"tenantId":"t"}}`, "Waiting"},
		{"denied", "error=access_denied&error_description=AADSTS65004%3A+no&state=STATE", nil, cli.ExitPermission, "Waiting", "dynctl: consent was not granted: access_denied AADSTS65004: no\n  do: sign in as"},
		{"denied, for programs", "error=access_denied&state=STATE", []string{"--json"}, cli.ExitPermission, `"verdict":{"granted":false,"error":"access_denied"}}`, "Waiting"},
		{"another state", "admin_consent=True&state=x", nil, cli.ExitFailed, "Waiting", "the redirect's state is not the one"},
		{"nobody", "nothing", []string{"--timeout", "1ms"}, cli.ExitFailed, "Waiting", "no browser came back within 1ms"},
		{"interrupted", "", nil, cli.ExitInterrupted, "Waiting", "interrupted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.query == "nothing" {
				code := run(t.Context(), []string{"setup", "consent-url", "--listen", "--timeout", "1ms", "--redirect-uri", "http://127.0.0.1:0/", "--tenant", "t", "--client-id", "11111111-2222-4333-8444-555555555555", "--org", "o.crm.dynamics.com"},
					strings.NewReader(""), io.Discard, io.Discard)
				if code != tt.code {
					t.Errorf("exit code %d, want %d", code, tt.code)
				}
				return
			}
			code, stdout, stderr := consent(t, tt.query, tt.args...)
			if code != tt.code || !strings.Contains(stdout, tt.stdout) || !strings.Contains(stderr, tt.stderr) {
				t.Errorf("exit code %d, want %d\n%s\n%s", code, tt.code, stdout, stderr)
			}
		})
	}
}
