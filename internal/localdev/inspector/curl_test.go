package inspector

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector/redaction"
)

// hostile are texts that a shell would interpret.
var hostile = []string{"plain", "it's", `'"$(touch owned)` + "`touch owned`" + `\`, "two\nlines", "@/etc/passwd", "-d x", "; touch owned", "'; touch owned; '", "é\u2028", ""}

// runCurl runs a command line with a curl that writes its arguments, each with a NUL after
// it.
func runCurl(t *testing.T, line string) [][]string {
	t.Helper()
	dir := t.TempDir()
	stub := "#!/bin/sh\nprintf '%s\\0' \"$@\" >> " + filepath.Join(dir, "arguments") + "\nprintf '\\1' >> " + filepath.Join(dir, "arguments") + "\nprintf '{\"access_token\":\"the-token\"}'\n"
	if err := os.WriteFile(filepath.Join(dir, "curl"), []byte(stub), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "CLIENT_SECRET=s"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, out, line)
	}
	if _, err := os.Stat(filepath.Join(dir, "owned")); err == nil {
		t.Fatalf("the shell interpreted a text:\n%s", line)
	}
	text, err := os.ReadFile(filepath.Join(dir, "arguments"))
	if err != nil {
		t.Fatal(err)
	}
	var calls [][]string
	for call := range strings.SplitSeq(strings.TrimSuffix(string(text), "\x01"), "\x01") {
		calls = append(calls, strings.Split(strings.TrimSuffix(call, "\x00"), "\x00"))
	}
	return calls
}

func TestCurlMessage(t *testing.T) {
	for _, text := range hostile {
		calls := runCurl(t, curlMessage("http://127.0.0.1:1", Message{Message: text}))
		last := calls[len(calls)-1]
		if len(calls) != 2 || last[len(last)-1] != text || last[len(last)-2] != "--data-raw" || !slices.Contains(last, `X-Inspector-Token: {"access_token":"the-token"}`) || !slices.Contains(last, "http://127.0.0.1:1/_inspect/messages") {
			t.Errorf("%q: curl got %q", text, calls)
		}
	}
}

func TestCurlRequest(t *testing.T) {
	c := emulator.ConnectionAt("http://127.0.0.1:1")
	for _, text := range hostile {
		x := Exchange{
			Service: "dataverse", Method: "PATCH", Target: "/api/data/v9.2/accounts('" + text + "')", RequestBody: text,
			RequestHeader: map[string][]string{"If-Match": {text}, "Authorization": {redaction.Mark}, "User-Agent": {"x"}},
		}
		calls := runCurl(t, curlRequest(c, x))
		last := calls[len(calls)-1]
		for _, want := range []string{"PATCH", "http://127.0.0.1:1" + x.Target, "Authorization: Bearer the-token", "If-Match: " + text} {
			if !slices.Contains(last, want) {
				t.Errorf("%q: curl got no %q, but %q", text, want, last)
			}
		}
		if text != "" && (last[len(last)-1] != text || last[len(last)-2] != "--data-raw") {
			t.Errorf("%q: the body is %q", text, last[len(last)-1])
		}
		if slices.ContainsFunc(last, func(s string) bool { return strings.HasPrefix(s, "User-Agent") || strings.Contains(s, redaction.Mark) }) {
			t.Errorf("curl got %q", last)
		}
	}
	// Without the secret the shell says what to set, and sends nothing.
	without := exec.Command("sh", "-c", curlRequest(c, Exchange{Service: "dataverse", Method: "GET", Target: "/x", RequestHeader: map[string][]string{"Authorization": {redaction.Mark}}}))
	without.Env = []string{"PATH=" + t.TempDir()}
	if out, err := without.CombinedOutput(); err == nil || !strings.Contains(string(out), "CLIENT_SECRET: set it to the clientSecret that dynctl emulate prints") || strings.Contains(string(out), "curl") {
		t.Errorf("without a secret: %v: %s", err, out)
	}
	line := curlRequest(c, Exchange{Service: "dataverse", Method: "GET", Target: "/api/data/v9.2/leads(new_code='{a,b}[1-9]')"})
	if strings.Contains(line, "oken") || !strings.Contains(line, "curl -sS -g ") {
		t.Errorf("a request had no token, and its URL is no pattern: %s", line)
	}
	if line := curlRequest(c, Exchange{Service: "entra", Method: "POST", Target: "/t"}); strings.Contains(line, "token=") {
		t.Errorf("a request for a token needs no token: %s", line)
	}
}
