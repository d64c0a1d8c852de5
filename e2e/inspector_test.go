//go:build e2e

package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var (
	picturing = flag.Bool("picture", false, "write docs/inspector.png anew: go test -tags e2e ./e2e -run TestPicture -picture")
	shots     = flag.String("shots", "", "a folder for a picture of every page, to look at")
)

// inspector is the page of an emulator of its own, in a browser.
type inspector struct {
	*browser
	emulatorProcess
}

func openInspector(t *testing.T) inspector {
	t.Helper()
	e := startEmulator(t)
	p := inspector{openBrowser(t, e.InspectorURL), e}
	p.refused = []string{states["refused"], states["gone"]}
	p.consent()
	return p
}

// publish sends a message like a program, and returns its number.
func (p inspector) publish(t *testing.T, text string) int {
	t.Helper()
	var answer struct{ Numbers []int }
	if body := p.post(t, "/messages", text); json.Unmarshal(body, &answer) != nil || len(answer.Numbers) == 0 {
		t.Fatalf("publish: %s", body)
	}
	return answer.Numbers[0]
}

func (p inspector) post(t *testing.T, path, text string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.root+path, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Inspector-Token", command(t, nil, "curl", "-sS", p.root+"/token"))
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("POST %s: %s %v", path, answer.Status, err)
	}
	return body
}

// story is messages with every outcome.
func (p inspector) story(t *testing.T) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root(t), "events", "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n := p.publish(t, string(text))
		p.until(fmt.Sprintf(`fetch(%q).then(r => r.json()).then(m => !["running", "retry"].includes(m.outcome))`, fmt.Sprintf("%s/messages/%d", p.root, n)))
	}
	p.until(fmt.Sprintf(`fetch(%q).then(r => r.json()).then(m => m.outcome === "dead-letter")`, p.root+states["dead"]))
}

const newAccount = `{"operation":"create","entitySet":"accounts","data":{"name":"Fourth Coffee"}}`

// TestInspector uses every part of the page in a browser.
func TestInspector(t *testing.T) {
	p := openInspector(t)
	p.open("/")
	p.sees("#list", "No message yet")
	p.sees("#live", "Live")

	// A message of another client appears live.
	p.publish(t, newAccount)
	p.sees("#m1 .outcome", "done")
	p.sees("#m1", "accounts")

	// Selected: timeline, requests, the row before and after.
	p.click("#m1")
	p.sees("#detail .timeline", "PATCH")
	p.sees("#detail .timeline", "secret")
	p.sees("#detail .diff .is", "Fourth Coffee") // the request that changed the row is open
	p.until(`![...document.querySelectorAll("#detail .same")].some(d => d.open)`)
	p.click("#detail .same[id^=http] > summary")
	p.sees("#detail pre", "Authorization: [redacted]")

	// Later events leave the message open and selected.
	p.publish(t, newAccount)
	p.sees("#m2 .outcome", "done")
	p.until(`document.querySelector("#detail .same[open]") && document.querySelector("#m1[aria-current]")`)

	// Replayed, under the same MessageId.
	p.click("#replay")
	p.sees("#m3 .outcome", "exists")
	p.sees("#m3 .run", "replay of 1")
	p.sees("#first-run", "message 1")
	p.sees("#detail .timeline", "arrived again")

	// Edited and replayed.
	p.click("#edit")
	p.run(chromedp.WaitVisible("#message"))
	p.until(`document.querySelector("#message").value.includes("Fourth")`)
	p.script(`document.querySelector("#message").value = document.querySelector("#message").value.replace("Fourth", "Fifth")`)
	p.click("#publish")
	p.sees("#m4 .outcome", "done")
	p.sees("#detail", "Fifth")

	// A fault, and the attempts that it costs.
	p.open("/faults")
	p.script(`window.stayed = true`)
	p.run(chromedp.SetValue("#count-503", "2"))
	p.click("#set-503")
	p.sees("#list", "2 to go")
	p.until(`document.querySelector("#set-503[aria-checked=true]") && window.stayed`)
	p.sees("#section-faults", "1")
	p.publish(t, `{"operation":"update","entitySet":"contacts","id":"c0417ac7-0000-4000-8000-000000000001","data":{"jobtitle":"Buyer"}}`)
	p.until(`!document.querySelector("#list").innerText.includes("to go")`)
	p.open("/messages/5")
	p.sees("#m5 .outcome", "done")
	p.sees("#m5 .tries", "3")
	p.until(`document.querySelectorAll("#detail .tag").length === 2 && document.querySelectorAll("#detail .scale .wait").length > 0`)

	// Dead letters with their reason.
	p.publish(t, `{"operation":"update","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001","data":{"Subject":"x"}}`)
	p.sees("#section-letters", "1")
	p.open("/letters")
	p.sees("#list h2", "Invalid property 'Subject' was found in entity 'Microsoft.Dynamics.CRM.lead'")
	p.sees("#list", "rejected")

	// A message that waits in the retry queue, and is then delivered.
	p.post(t, "/faults", `{"name":"no-user","count":9}`) // it waits again, however late the page is open
	p.publish(t, `{"operation":"delete","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001"}`)
	p.open("/messages/7")
	p.sees("#m7 .outcome", "retry")
	p.sees("#detail", "in the retry queue, for")
	p.post(t, "/faults", `{"name":"no-user","count":0}`)
	p.click("#deliver")
	p.sees("#m7 .outcome", "done")
	p.until(`/\b([2-9]) in \1 deliveries/.test(document.querySelector("#detail").innerText)`)

	// Search.
	p.open("/messages")
	p.run(chromedp.SendKeys("#q", "entitySet:accounts outcome:exists"))
	p.until(`location.search.includes("exists") && document.querySelectorAll(".rows li").length === 1 && document.querySelector("#m3")`)
	p.run(chromedp.SetValue("#q", `"jobtitle" -outcome:done`), chromedp.SendKeys("#q", kb.Enter))
	p.sees("#list", "None of the 7 messages fits")

	// The tables, and a request of another client.
	p.open("/tables/accounts")
	p.sees("#detail", "Fifth")
	p.wantRows(t, 4, "accounts?$select=name")
	p.open("/requests")
	p.sees("#list", "accounts?$select=name")

	// Copied.
	p.open("/messages/1")
	for _, name := range []string{"curl", "test"} {
		p.script(`navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }`)
		p.click("#copy-" + name)
		p.sees("#said", "Copied")
		p.sees("#live", "Live")
		p.until(fmt.Sprintf(`window.copied?.includes(%q)`, map[string]string{"curl": "X-Inspector-Token", "test": "func TestMessage1"}[name]))
	}
	for selector, want := range map[string]string{"message-id": `document.querySelector("#message-id").innerText`, "message-text": "`" + `"entitySet": "accounts"` + "`", "permalink": `document.querySelector("#permalink").href`} {
		p.click("[data-copies=" + selector + "]")
		p.until("window.copied.includes(" + want + ")")
	}
	p.open(eval[string](p.browser, `document.querySelector("#permalink").pathname.replace("/_inspect", "")`))
	p.sees("#detail-title", "create accounts")
	p.open("/messages/1")
	p.runCopied(t, eval[string](p.browser, `fetch(document.querySelector("#copy-test").href).then(r => r.text())`))
}

// runCopied runs a Go test that was copied from the page.
func (p inspector) runCopied(t *testing.T, text string) {
	t.Helper()
	name := filepath.Join(root(t), "internal", "function", "copied_e2e_test.go")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(name)
	if out := command(t, nil, "go", "test", "-count=1", "-v", "-run", "^TestMessage1", "./internal/function"); !strings.Contains(out, "--- PASS: TestMessage1_create_accounts") {
		t.Errorf("the copied test did not run:\n%s", out)
	}
}
