package emulator_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
)

// The emulator delays responses at the same time, on the clock of a bubble.
func TestLatencyOverlaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const latency = 20 * time.Millisecond
		e, err := emulator.New(emulator.Options{Latency: latency})
		if err != nil {
			t.Fatal(err)
		}
		c := &caller{Emulator: e, client: &http.Client{Transport: e.Transport()}, conn: emulator.ConnectionAt("https://org.crm.dynamics.example")}
		begun := time.Now()
		c.login(t)
		if took := time.Since(begun); took != latency {
			t.Errorf("a token took %v, want %v", took, latency)
		}
		begun = time.Now()
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if r, err := c.send(t.Context(), "POST", "tasks", "{}"); err != nil || r.status != 204 {
					t.Errorf("%d %v", r.status, err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(begun); took != latency {
			t.Errorf("a hundred at a time took %v, want %v", took, latency)
		}
	})
}

// A client that stops waiting for a response finds that the request was applied.
func TestLatencyKeepsBackWhatIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.Options{Latency: 10 * time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		c := &caller{Emulator: e, client: &http.Client{Transport: e.Transport()}, conn: emulator.ConnectionAt("https://org.crm.dynamics.example")}
		c.login(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begun := time.Now()
		_, err = c.send(ctx, "POST", "tasks", "{}")
		if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took != time.Minute {
			t.Errorf("%v after %v", err, took)
		}
		if rows, err := e.Rows("tasks"); err != nil || len(rows) != 1 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	})
}

func TestLatencyOverANetwork(t *testing.T) {
	const latency = 5 * time.Millisecond
	c := start(t, emulator.Options{Latency: latency, TLS: false})
	begun := time.Now()
	c.must(200, "GET", "WhoAmI()", "")
	if took := time.Since(begun); took < latency {
		t.Errorf("a response after %v, want %v or more", took, latency)
	}
}

// Every response of the Web API has the hint, and no other response.
func TestDOPHint(t *testing.T) {
	for hint, want := range map[int]string{0: ",4,,", 7: "7,7,7,7"} {
		c := start(t, emulator.Options{DOPHint: hint})
		c.Server.Fail(1, emulator.Fault{Status: 429})
		var got []string
		for _, r := range []response{
			c.send("GET", "accounts", ""), c.send("GET", "WhoAmI()", ""), c.send("GET", "nothings", ""), c.batch([]string{operation("GET", "accounts", "")}),
		} {
			got = append(got, r.header.Get("x-ms-dop-hint"))
		}
		if text := strings.Join(got, ","); text != want {
			t.Errorf("x-ms-dop-hint %s, want %s", text, want)
		}
		if got := c.requestToken(nil).header.Get("x-ms-dop-hint"); got != "" {
			t.Errorf("with a token: %q", got)
		}
	}
}
