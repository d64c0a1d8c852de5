package statefile_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/statefile"
)

// change changes a row, with a token of its own.
func change(t *testing.T, e *emulator.Emulator, name string) {
	t.Helper()
	const origin = "http://127.0.0.1"
	client := http.Client{Transport: e.Transport()}
	form := "grant_type=client_credentials&scope=" + origin + "/.default&client_id=" + emulator.ClientID + "&client_secret=" + emulator.ClientSecret
	resp, err := client.Post(origin+"/"+emulator.TenantID+"/oauth2/v2.0/token", "application/x-www-form-urlencoded", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(resp.Body)
	_, token, _ := strings.Cut(string(text), `"access_token":"`)
	token, _, _ = strings.Cut(token, `"`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, origin+"/api/data/v9.2/accounts("+emulator.AccountID+")", strings.NewReader(`{"name":"`+name+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + token}, "Odata-Version": {"4.0"}, "Odata-Maxversion": {"4.0"}, "Content-Type": {"application/json"}}
	if resp, err = client.Do(req); err != nil || resp.StatusCode != http.StatusNoContent {
		t.Fatalf("change: %v, %v", resp, err)
	}
}

func TestKeeper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "rows")
		f := open(t, path)
		e, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var failures []error
		k := statefile.Keeper{File: f, Emulator: e, Failed: func(err error) { failures = append(failures, err) }}
		ctx, end := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- k.Keep(ctx) }()
		holds := func(name string) bool {
			text, _ := os.ReadFile(path)
			return strings.Contains(string(text), name)
		}
		change(t, e, "First")
		if time.Sleep(time.Second); !holds("First") {
			t.Error("the first change was not kept")
		}
		written := modified(t, path)
		time.Sleep(time.Minute)
		if !modified(t, path).Equal(written) {
			t.Error("it was written without a change")
		}

		moved := dir + "-moved"
		if err := os.Rename(dir, moved); err != nil {
			t.Fatal(err)
		}
		change(t, e, "Second")
		time.Sleep(time.Minute)
		if len(failures) != 1 || !strings.Contains(failures[0].Error(), "save the rows: ") {
			t.Errorf("it said %v, want one failure", failures)
		}
		if err := os.Rename(moved, dir); err != nil {
			t.Fatal(err)
		}
		if time.Sleep(time.Second); !holds("Second") {
			t.Error("the change was not kept once that was possible")
		}
		change(t, e, "Third")
		end()
		if err := <-done; err != nil || !holds("Third") {
			t.Errorf("Keep = %v, and the last change was kept: %v", err, holds("Third"))
		}
	})
}

func modified(t *testing.T, path string) time.Time {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}

func TestKeeperThatFailsAtTheEnd(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dir")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f := open(t, filepath.Join(dir, "rows"))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	k := statefile.Keeper{File: f, Emulator: e, Failed: func(error) {}}
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := k.Keep(ctx); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Keep = %v, want that the folder is gone", err)
	}
}
