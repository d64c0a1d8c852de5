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

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var (
	picturing = flag.Bool("picture", false, "write docs/inspector.png anew: go test -tags e2e ./e2e -run AnyWidth -picture")
	shots     = flag.String("shots", "", "a folder for a picture of every page, to look at")
)

// inspector is the page of an emulator of its own, in a browser.
type inspector struct {
	*browser
	emulator
}

func openInspector(t *testing.T) inspector {
	t.Helper()
	e := startEmulator(t)
	p := inspector{openBrowser(t, e.InspectorURL), e}
	p.refused = []string{states["refused"], states["gone"]}
	return p
}

// publish sends a message as a program would, and returns its number.
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

// story is messages that end in every way.
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

// TestInspector does in a browser what the page is for.
func TestInspector(t *testing.T) {
	p := openInspector(t)
	p.open("/")
	p.sees("#list", "No message yet")
	p.sees("#live", "Live")

	// Published elsewhere, seen live.
	p.publish(t, newAccount)
	p.sees("#m1 .outcome", "done")
	p.sees("#m1", "accounts")

	// Selected: timeline, requests, the row before and after.
	p.run(chromedp.Click("#m1"))
	p.sees("#detail .timeline", "PATCH")
	p.sees("#detail .timeline", "secret")
	p.run(chromedp.Click("#detail li.request:nth-last-of-type(2) summary"))
	p.sees("#detail .diff .is", "Fourth Coffee")
	p.sees("#detail pre", "Authorization: [redacted]")

	// What happens meanwhile leaves it open and selected.
	p.publish(t, newAccount)
	p.sees("#m2 .outcome", "done")
	p.until(`document.querySelector("#detail details[open]") && document.querySelector("#m1[aria-current]")`)

	// Replayed, under the same MessageId.
	p.run(chromedp.Click("#replay"))
	p.sees("#m3 .outcome", "exists")
	p.until(`document.querySelector("#m3 .id").title === document.querySelector("#m1 .id").title`)

	// Edited and replayed.
	p.run(chromedp.Click("#edit"), chromedp.WaitVisible("#message"))
	p.until(`document.querySelector("#message").value.includes("Fourth")`)
	p.script(`document.querySelector("#message").value = document.querySelector("#message").value.replace("Fourth", "Fifth")`)
	p.run(chromedp.Click("#publish"))
	p.sees("#m4 .outcome", "done")
	p.sees("#detail", "Fifth")

	// A fault, and the tries it costs.
	p.open("/faults")
	p.run(chromedp.SetValue("#count-503", "2"), chromedp.Click("#set-503"))
	p.sees("#list", "2 to go")
	p.sees("#section-faults", "1")
	p.publish(t, `{"operation":"update","entitySet":"contacts","id":"c0417ac7-0000-4000-8000-000000000001","data":{"jobtitle":"Buyer"}}`)
	p.until(`!document.querySelector("#list").innerText.includes("to go")`)
	p.open("/messages/5")
	p.sees("#m5 .outcome", "done")
	p.sees("#m5 .tries", "3")
	p.until(`document.querySelectorAll("#detail .tag").length === 2`)

	// Dead letters with their reason.
	p.publish(t, `{"operation":"update","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001","data":{"Subject":"x"}}`)
	p.sees("#section-letters", "1")
	p.open("/letters")
	p.sees("#list", "Invalid property 'Subject'")
	p.sees("#list", "rejected")

	// One that waits in the retry queue, and no longer.
	p.post(t, "/faults", `{"name":"no-user","count":1}`)
	p.publish(t, `{"operation":"delete","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001"}`)
	p.open("/messages/7")
	p.sees("#m7 .outcome", "retry")
	p.sees("#detail", "in the retry queue, for")
	p.run(chromedp.Click("#deliver"))
	p.sees("#m7 .outcome", "done")
	p.sees("#detail", "2 in 2 deliveries")

	// Search.
	p.open("/messages")
	p.run(chromedp.SendKeys("#q", "entitySet:accounts status:exists"+kb.Enter))
	p.until(`location.search.includes("status") && document.querySelectorAll(".rows li").length === 1 && document.querySelector("#m3")`)
	p.run(chromedp.SetValue("#q", `"jobtitle" -status:done`), chromedp.SendKeys("#q", kb.Enter))
	p.sees("#list", "None of the 7 messages fits")

	// The tables, and a request of somebody else's.
	p.open("/tables/accounts")
	p.sees("#detail", "Fifth")
	p.wantRows(t, 4, "accounts?$select=name")
	p.open("/requests")
	p.sees("#list", "accounts?$select=name")

	// Copied.
	p.open("/messages/1")
	for _, name := range []string{"curl", "test"} {
		p.script(`navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }`)
		p.run(chromedp.Click("#copy-" + name))
		p.sees("#live", "Copied")
		p.until(fmt.Sprintf(`window.copied?.includes(%q)`, map[string]string{"curl": "X-Inspector-Token", "test": "func TestMessage1"}[name]))
	}
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

// TestInspectorByKeyboard does all of it without a pointer.
func TestInspectorByKeyboard(t *testing.T) {
	p := openInspector(t)
	p.open("/messages")
	p.press(kb.Tab)
	p.until(`document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0`)
	p.tabTo(`a[href$="/publish"]`)
	p.press(kb.Enter)
	p.until(`location.pathname.endsWith("/publish") && document.readyState === "complete"`)
	p.tabTo("#message")
	p.run(chromedp.KeyEvent(newAccount))
	p.press(kb.Tab, kb.Enter)
	p.sees("#m1 .outcome", "done")
	p.publish(t, newAccount)
	p.sees("#m2 .outcome", "done")
	p.tabTo("#m2")
	p.press(kb.ArrowDown)
	p.until(`document.activeElement.id === "m1"`)
	p.press(kb.ArrowUp, kb.Enter)
	p.until(`document.querySelector("#m2[aria-current]") && document.activeElement.id === "m2"`)
	p.tabTo("#detail summary")
	p.press(kb.Enter)
	p.until(`document.querySelector("#detail details[open]")`)
	p.publish(t, newAccount)
	p.sees("#m3 .outcome", "done")
	p.until(`document.activeElement.matches("#detail summary") && document.activeElement.parentElement.open`)
	p.script(`document.activeElement.blur()`)
	p.tabTo("#replay")
	p.press(kb.Enter)
	p.until(`location.pathname.endsWith("/messages/4")`)
}

// tabTo presses Tab until an element has the focus, and wants it to be seen.
func (p inspector) tabTo(selector string) {
	p.Helper()
	for range 80 {
		p.press(kb.Tab)
		if eval[bool](p.browser, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			if style := eval[string](p.browser, `getComputedStyle(document.activeElement).outlineStyle`); style != "solid" && selector != "#message" {
				p.Errorf("the focus on %s is not to be seen: %s", selector, style)
			}
			return
		}
	}
	p.Fatalf("Tab never reaches %s", selector)
}

// TestInspectorWithoutJavaScript publishes and selects by forms, links and reload.
func TestInspectorWithoutJavaScript(t *testing.T) {
	p := openInspector(t)
	call(p.browser, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.open("/publish?sample=06-update-lead")
	p.run(chromedp.Click("#publish"), chromedp.WaitVisible("#m1"), chromedp.WaitVisible("#replay"))
	p.wantRows(t, 1, "leads?$filter=subject eq 'Wants a call back'")
	p.open("/messages/1")
	p.run(chromedp.WaitVisible("#m1 .outcome.good"))
	p.sees("#live", "Reload to see")
	p.run(chromedp.Click("#detail details summary"), chromedp.WaitVisible("#detail details pre"))
	p.open("/messages?q=status:failed")
	p.run(chromedp.WaitVisible(".empty"))
	p.open("/faults")
	p.run(chromedp.Click("#set-429-requests"), chromedp.WaitVisible(".switches .on"), chromedp.Click("#clear"), chromedp.WaitNotPresent(".switches .on"))
	p.run(chromedp.Navigate(p.root + "/messages/1/curl"))
	p.sees("pre", "curl -sS")
}

// TestInspectorAtAnyWidth wants no page to be wider than the window or to hold a
// secret, and takes the picture of the README.
func TestInspectorAtAnyWidth(t *testing.T) {
	p := openInspector(t)
	p.open("/")
	p.story(t)
	p.wantRows(t, 1, "accounts?$filter=accountnumber eq 'CT-1000'") // a request from outside
	for _, scheme := range []string{"light", "dark"} {
		p.scheme(scheme)
		for _, width := range []int64{400, 1000, 1280, 1600} {
			p.size(width, 900)
			for name, path := range states {
				p.open(path)
				p.script(`document.querySelectorAll("#detail details").forEach(d => { d.open = true; })`)
				noSecret(t, "the page "+name, eval[string](p.browser, `document.documentElement.outerHTML`))
				if wide := eval[int64](p.browser, `Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)`); wide > width {
					t.Errorf("%s in %s at %d px is %d px wide", name, scheme, width, wide)
				}
				if wide := eval[[]string](p.browser, `[...document.querySelectorAll(".pane, .column")].filter(e => e.scrollWidth > e.clientWidth).map(e => e.className)`); len(wide) > 0 {
					t.Errorf("%s in %s at %d px: %v scroll sideways", name, scheme, width, wide)
				}
				if dir := *shots; dir != "" {
					p.shot(filepath.Join(dir, fmt.Sprintf("%s-%s-%d.png", name, scheme, width)))
				}
			}
		}
	}
	p.scheme("light")
	p.size(1280, 720)
	p.post(t, "/faults", `{"name":"503","count":2}`)
	n := p.publish(t, `{"operation":"update","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001","data":{"subject":"Wants three grinders","leadqualitycode":3}}`)
	p.open(fmt.Sprintf("/messages/%d", n))
	p.sees(fmt.Sprintf("#m%d .outcome", n), "done")
	p.until(`document.querySelector("#live").innerText === "Live"`)
	p.script(`[...document.querySelectorAll("#detail details")].at(-1).open = true`)
	picture := filepath.Join(t.TempDir(), "inspector.png")
	p.shot(picture)
	png := shrink(t, picture)
	if len(png) > 200<<10 {
		t.Fatalf("the picture has %d bytes, want at most 200 KiB", len(png))
	}
	if *picturing {
		if err := os.WriteFile(filepath.Join(root(t), "docs", "inspector.png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// states are the pages of a story, in every state.
var states = map[string]string{
	"messages": "/messages", "message": "/messages/7", "dead": "/messages/21", "together": "/messages/10",
	"search": "/messages?q=status:dead-letter", "nothing": "/messages?q=nowhere", "refused": "/messages?q=colour:red", "gone": "/messages/999",
	"requests": "/requests", "request": "/requests/1", "tables": "/tables", "table": "/tables/contacts", "letters": "/letters",
	"faults": "/faults", "publish": "/publish", "edit": "/publish?from=3",
}

// TestInspectorIsAccessible lets axe-core look at every page, in every state, in
// both colour schemes.
func TestInspectorIsAccessible(t *testing.T) {
	axe, err := os.ReadFile(filepath.Join(root(t), "e2e", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("%v: make e2e installs it", err)
	}
	p := openInspector(t)
	check := func(name string) {
		t.Helper()
		p.script(string(axe) + ";0")
		found := eval[json.RawMessage](p.browser, `axe.run(document).then(r => r.violations.map(v => ({id: v.id, nodes: v.nodes.map(n => n.target.join(" ") + ": " + n.failureSummary)})))`)
		if string(found) != "[]" {
			t.Errorf("%s: %s", name, found)
		}
	}
	p.open("/messages")
	check("no message")
	p.open("/requests")
	check("no request")
	p.open("/letters")
	check("no letter")
	p.story(t)
	p.wantRows(t, 1, "accounts?$filter=accountnumber eq 'CT-1000'")
	for _, width := range []int64{1600, 400} {
		p.size(width, 900)
		for _, scheme := range []string{"light", "dark"} {
			p.scheme(scheme)
			for name, path := range states {
				p.open(path)
				check(fmt.Sprintf("%s in %s at %d px", name, scheme, width))
				p.script(`document.querySelectorAll("#detail details").forEach(d => { d.open = true; })`)
				check(fmt.Sprintf("%s in %s at %d px, unfolded", name, scheme, width))
			}
		}
	}
	p.scheme("light")
	p.size(1600, 900)
	p.post(t, "/faults", `{"name":"no-user","count":1}`)
	n := p.publish(t, newAccount)
	p.open(fmt.Sprintf("/messages/%d", n))
	p.sees(fmt.Sprintf("#m%d .outcome", n), "retry")
	check("in the retry queue")
	if dir := *shots; dir != "" {
		p.shot(filepath.Join(dir, "retry.png"))
	}
	p.post(t, "/faults", `{"name":"stall","count":2}`) // of which the retry may meet one
	n = p.publish(t, newAccount)
	p.open(fmt.Sprintf("/messages/%d", n))
	p.sees(fmt.Sprintf("#m%d .outcome", n), "running")
	check("running")
}
