package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/emulator"
)

// connected reads the connection that the command prints when it is ready.
func connected(t *testing.T, out *output) (c emulator.Connection, warnings []string) {
	t.Helper()
	line := []byte(out.line(t))
	var printed struct {
		Data     emulator.Connection
		Warnings []string
	}
	if err := json.Unmarshal(line, &printed); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return printed.Data, printed.Warnings
}

// fetch sends a GET request to the Web API, or to the root of the listener for a path that
// begins with a slash.
func fetch(t *testing.T, c emulator.Connection, token, path string) (*http.Response, string) {
	t.Helper()
	target := c.ServiceRootURL + path
	if strings.HasPrefix(path, "/") {
		target = c.AuthorityHost + path
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + token}, "Odata-Version": {"4.0"}, "Odata-Maxversion": {"4.0"}}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestEmulateSwitches(t *testing.T) {
	c, _ := connected(t, startEmulate(t, "--json", "--limits", "--fault", "503-html=2", "--fault", "token-503", "--fault", "truncated=0"))
	_, text := fetch(t, c, "", "/_inspect/faults")
	var list struct{ Faults []emulator.FaultSwitch }
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for _, want := range []emulator.FaultSwitch{
		{Name: "503-html", Group: "A gateway before Dataverse", What: "503 with a page of HTML, not carried out", Left: 2},
		{Name: "token-503", Group: "Token endpoint", What: "the token endpoint responds with 503 and a page of HTML", Left: 1},
		{Name: "truncated", Group: "Connection", What: "the body of the response ends too early"},
	} {
		if !slices.Contains(list.Faults, want) {
			t.Errorf("%+v is not in %s", want, text)
		}
	}
	if token := signIn(t.Context(), c); token != "" {
		t.Errorf("a token, in spite of the fault")
	}
	token := signIn(t.Context(), c)
	for _, want := range []int{503, 503, 200} {
		resp, body := fetch(t, c, token, "WhoAmI")
		if resp.StatusCode != want || want == 503 != strings.Contains(body, "<html>") {
			t.Errorf("status %d, want %d: %s", resp.StatusCode, want, body)
		}
		if left := resp.Header.Get("x-ms-ratelimit-burst-remaining-xrm-requests"); want == 200 && left != "5999" {
			t.Errorf("%q requests left, want 5999", left)
		}
	}
}

// TestEmulateAnOrg loads the metadata document of another emulator, and keeps its rows over a
// restart.
func TestEmulateAnOrg(t *testing.T) {
	dir := t.TempDir()
	c, _ := connected(t, startEmulate(t, "--json"))
	_, document := fetch(t, c, signIn(t.Context(), c), "$metadata")
	document = strings.Replace(document, `<Property Name="telephone1"`, `<Property Name="new_extension" Type="Edm.Int32"/><Property Name="new_range" Type="Collection(Edm.Int32)"/><NavigationProperty Name="nowhere" Type="mscrm.expando"/><Property Name="telephone1"`, 1)
	file, state := filepath.Join(dir, "org.xml"), filepath.Join(dir, "rows")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("first", func(t *testing.T) {
		c, warnings := connected(t, startEmulate(t, "--json", "--metadata", file, "--state", state))
		if len(warnings) != 1 || !strings.Contains(warnings[0], "NavigationProperty nowhere of account: the emulator has no table expando") {
			t.Errorf("warnings %q", warnings)
		}
		var stderr bytes.Buffer
		if code := run(t.Context(), []string{"emulate", "--state", state}, strings.NewReader(""), io.Discard, &stderr); code != cli.ExitFailed || !strings.Contains(stderr.String(), "in use by another process\n  do: end the other process") {
			t.Errorf("a second one on the same file: exit code %d, %s", code, &stderr)
		}
		if !set(t.Context(), c, signIn(t.Context(), c), "accounts("+emulator.AccountID+")", 7) {
			t.Error("the row was not changed")
		}
	})
	t.Run("other tables", func(t *testing.T) {
		var stderr bytes.Buffer
		before, _ := os.ReadFile(state)
		smaller := strings.ReplaceAll(document, `<Property Name="numberofemployees" Type="Edm.Int32"></Property>`, "")
		if err := os.WriteFile(filepath.Join(dir, "smaller.xml"), []byte(smaller), 0o600); err != nil || smaller == document {
			t.Fatalf("no other document: %v", err)
		}
		code := run(t.Context(), []string{"emulate", "--state", state, "--metadata", filepath.Join(dir, "smaller.xml")}, strings.NewReader(""), io.Discard, &stderr)
		if after, _ := os.ReadFile(state); code != cli.ExitFailed || !bytes.Equal(before, after) || !strings.Contains(stderr.String(), "was it saved with other --metadata?") {
			t.Errorf("other tables: exit code %d, %s", code, &stderr)
		}
	})
	t.Run("again", func(t *testing.T) {
		c, _ := connected(t, startEmulate(t, "--json", "--metadata", file, "--state", state))
		if other, err := os.ReadFile(state); err != nil || !strings.HasPrefix(string(other), `{"format":"sns-dynamics emulator state","version":1,"sha256":"`) {
			t.Errorf("the file begins with %.80s, %v", other, err)
		}
		_, row := fetch(t, c, signIn(t.Context(), c), "accounts("+emulator.AccountID+")?$select=new_extension,numberofemployees")
		if !strings.Contains(row, `"numberofemployees":7`) || !strings.Contains(row, `"new_extension":null`) {
			t.Errorf("the row is %s", row)
		}
	})
}
