//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestInspectorByKeyboard uses the page without a pointer.
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
	p.run(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.sees("#m1 .outcome", "done")
	p.publish(t, newAccount)
	p.sees("#m2 .outcome", "done")
	p.tabTo("#m2")
	p.press(kb.ArrowDown)
	p.until(`document.activeElement.id === "m1"`)
	p.press(kb.ArrowUp, kb.Enter)
	p.until(`document.querySelector("#m2[aria-current]") && document.activeElement.id === "m2"`)
	p.tabTo("#detail .same > summary")
	p.press(kb.Enter)
	p.until(`document.querySelector("#detail .same[open]")`)
	p.publish(t, newAccount)
	p.sees("#m3 .outcome", "done")
	p.until(`document.activeElement.matches("#detail .same > summary") && document.activeElement.parentElement.open`)
	p.script(`document.activeElement.blur()`)
	p.tabTo("#replay")
	p.press(kb.Enter)
	p.until(`location.pathname.endsWith("/messages/4")`)
}

// TestInspectorByLetters uses the keys of the dialog.
func TestInspectorByLetters(t *testing.T) {
	p := openInspector(t)
	for range 3 {
		p.publish(t, newAccount)
	}
	p.open("/messages")
	p.sees("#m3 .outcome", "done")
	p.press("?")
	p.until(`document.querySelector("#keys").open`)
	p.press(kb.Escape)
	p.until(`!document.querySelector("#keys").open`)
	p.press("j", "j", "k")
	p.until(`document.activeElement.id === "m3"`)
	p.press("j", kb.Enter)
	p.until(`document.querySelector("#m2[aria-current]") && document.activeElement.id === "m2"`)
	p.press("p")
	p.sees("#pause", "Resume")
	p.sees("#live", "Paused")
	p.publish(t, newAccount)
	p.sees("#live", "changes")
	p.until(`!document.querySelector("#m4")`)
	p.press("k", kb.Enter) // another message beside the list as it was
	p.until(`document.querySelector("#m3[aria-current]") && !document.querySelector("#m4")`)
	p.press("p")
	p.sees("#m4 .outcome", "done")
	p.press("/")
	p.until(`document.activeElement.id === "q"`)
	p.run(chromedp.KeyEvent("id:nothing"))
	p.sees("#list", "None of the 4 messages fits") // a search follows the keys
	p.press(kb.Enter)
	p.until(`document.activeElement.id === "q" && location.search.includes("nothing")`)
	p.press(kb.Escape)
	p.script(`document.activeElement.blur()`)
	p.press("n")
	p.until(`location.pathname.endsWith("/publish") && document.activeElement.id === "message"`)
}

// tabTo presses Tab until an element has the focus, and checks that the focus is visible.
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

// TestInspectorWithoutJavaScript publishes and selects with forms, links and reload.
func TestInspectorWithoutJavaScript(t *testing.T) {
	p := openInspector(t)
	call(p.browser, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.refused = append(p.refused, "/publish")
	p.open("/publish?sample=06-update-lead")
	p.click("#publish")
	p.run(chromedp.WaitVisible("#m1"), chromedp.WaitVisible("#replay"))
	p.wantRows(t, 1, "leads?$filter=subject eq 'Wants a call back'")
	p.open("/messages/1")
	p.run(chromedp.WaitVisible("#m1 .outcome.good"))
	p.sees("#live", "Reload to see")
	p.run(chromedp.WaitVisible("#detail .diff"))
	p.click("#detail .same[id^=http] > summary")
	p.run(chromedp.WaitVisible("#detail .same pre"))
	p.until(`getComputedStyle(document.querySelector("#pause")).display === "none"`)
	p.open("/messages?q=status:failed")
	p.run(chromedp.WaitVisible(".empty"))
	p.open("/faults")
	p.click("#set-429-requests")
	p.run(chromedp.WaitVisible(".switches .on"))
	p.click("#clear")
	p.run(chromedp.WaitNotPresent(".switches .on"))
	p.open("/publish")
	p.run(chromedp.SetValue("#message", "{"))
	p.click("#publish")
	p.run(chromedp.WaitVisible("#anyway"))
	p.sees("#checked", "line 1")
	p.click("#anyway")
	p.run(chromedp.WaitVisible("#m2"))
	p.until(fmt.Sprintf(`fetch("%s/messages/2").then(r => r.json()).then(m => m.outcome === "dead-letter")`, p.root))
	p.open("/messages/2")
	p.run(chromedp.WaitVisible("#m2 .outcome.bad"))
	p.open("/letters")
	p.click(".items button[aria-label^=Purge]")
	p.run(chromedp.WaitVisible(".empty"))
	p.run(chromedp.Navigate(p.root + "/messages/1/curl"))
	p.sees("pre", "curl -sS")
}

// states are the pages of a story, in every state.
var states = map[string]string{
	"messages": "/messages", "message": "/messages/7", "dead": "/messages/24", "together": "/messages/10",
	"search": "/messages?q=outcome:dead-letter+operation:update", "nothing": "/messages?q=nowhere", "refused": "/messages?q=colour:red", "gone": "/messages/999",
	"requests": "/requests", "request": "/requests/1", "tables": "/tables", "table": "/tables/contacts", "letters": "/letters",
	"faults": "/faults", "fault": "/faults?q=token", "rows": "/tables/contacts?q=nowhere", "publish": "/publish", "edit": "/publish?from=3",
}

// TestInspectorIsAccessible runs axe-core on every page, in every state, in both colour
// schemes.
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
	for range 2 { // letters with one reason
		p.publish(t, `{"operation":"update","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001","data":{"Subject":"x"}}`)
	}
	p.open("/letters")
	p.sees("#list", "Purge all")
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
	p.post(t, "/faults", `{"name":"no-user","count":9}`) // it waits again, however late the page is open
	n := p.publish(t, newAccount)
	p.open(fmt.Sprintf("/messages/%d", n))
	p.sees(fmt.Sprintf("#m%d .outcome", n), "retry")
	check("in the retry queue")
	p.press("?")
	check("the keys")
	p.press(kb.Escape)
	p.post(t, "/faults", `{"name":"no-user","count":0}`)
	p.post(t, "/faults", `{"name":"stall","count":2}`) // the retry may meet one of them
	n = p.publish(t, newAccount)
	p.open(fmt.Sprintf("/messages/%d", n))
	p.sees(fmt.Sprintf("#m%d .outcome", n), "running")
	check("running")
	p.post(t, "/faults", `{"name":"503","count":3}`)
	p.open("/faults")
	check("a fault that is on")
	p.refused = append(p.refused, "/publish")
	p.open("/publish")
	p.run(chromedp.SetValue("#message", "{"))
	p.click("#publish")
	p.run(chromedp.WaitVisible("#anyway"))
	check("a message with a problem")
}
