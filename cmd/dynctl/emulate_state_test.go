package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// TestStateKilledProcess kills the emulator at random moments. The remaining file is
// complete, has the rows of one moment, and is never older than at the start.
func TestStateKilledProcess(t *testing.T) {
	random := kills(t)
	program := filepath.Join(t.TempDir(), "dynctl") // the name that TestMain expects
	if err := os.Symlink(os.Args[0], program); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "rows")
	counted, kept := 0, 0
	killed := 0
	for ; killed < 5 || kept == 0 && killed < 50; killed++ { // on a busy machine some kills come before the first save
		answered := countUntilKilled(t, program, file, counted, time.Duration(random.IntN(450))*time.Millisecond)
		first, second := counts(t, file)
		if second < counted || first > answered+1 || first-second != 0 && first-second != 1 {
			t.Fatalf("the file has %d and %d: it began with %d, and the last response had %d", first, second, counted, answered)
		}
		kept += second - counted
		counted = second
	}
	t.Logf("%d changes outlived %d kills", kept, killed)
	if kept == 0 {
		t.Error("that proves too little: nothing was kept")
	}
}

// counts reads the two rows with the counters, by another emulator.
func counts(t *testing.T, file string) (first, second int) {
	t.Helper()
	state, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return 0, 0 // the process was killed before the first save
	}
	if err != nil {
		t.Fatal(err)
	}
	e, err := emulator.New(emulator.Options{State: state})
	if err != nil {
		t.Fatalf("the remaining file cannot be read: %v", err)
	}
	for set, count := range map[string]*int{"accounts": &first, "leads": &second} {
		rows, err := e.Rows(set)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%s: %d rows, %v", set, len(rows), err)
		}
		var row struct {
			N int `json:"numberofemployees"`
		}
		if err := json.Unmarshal(rows[0], &row); err != nil {
			t.Fatal(err)
		}
		*count = row.N
	}
	return first, second
}

// countUntilKilled increases counters in two rows, one after the other, and returns the last
// value with a response.
func countUntilKilled(t *testing.T, program, file string, from int, after time.Duration) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "emulate", "--json", "--state", file)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		cmd.Wait()
		t.Fatalf("emulate: %v: %s", err, &stderr)
	}
	var c emulator.Connection
	if err := json.Unmarshal(line, &c); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(after, func() { cmd.Process.Kill() })
	defer kill.Stop()
	token := signIn(ctx, c)
	n := from
	for set(ctx, c, token, "accounts("+emulator.AccountID+")", n+1) && set(ctx, c, token, "leads("+emulator.LeadID+")", n+1) {
		n++
	}
	cmd.Wait()
	return n
}

func signIn(ctx context.Context, c emulator.Connection) string {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.ClientID}, "client_secret": {c.ClientSecret}, "scope": {c.AuthorityHost + "/.default"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.AuthorityHost+"/"+c.TenantID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		return ""
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	json.NewDecoder(resp.Body).Decode(&token)
	return token.AccessToken
}

func set(ctx context.Context, c emulator.Connection, token, row string, n int) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodPatch, c.ServiceRootURL+row, strings.NewReader(fmt.Sprintf(`{"numberofemployees":%d}`, n)))
	if err != nil {
		return false
	}
	req.Header = http.Header{"Authorization": {"Bearer " + token}, "Odata-Version": {"4.0"}, "Odata-Maxversion": {"4.0"}, "Content-Type": {"application/json"}}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return resp.StatusCode == http.StatusNoContent
}
