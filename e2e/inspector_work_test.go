//go:build e2e

package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestInspectorFilters narrows the list by chips, and clears it.
func TestInspectorFilters(t *testing.T) {
	p := openInspector(t)
	p.publish(t, newAccount)
	p.publish(t, `{"operation":"update","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001","data":{"Subject":"x"}}`)
	p.publish(t, `{"operation":"batch","operations":[`+newAccount+`,`+newAccount+`]}`)
	p.open("/messages")
	p.sees("#m2", "Invalid property 'Subject' was found")
	p.sees("#m2", "1ead0000")
	p.sees("#m3", "2 operations")
	p.sees("#m3 .outcome", "done")
	rows := func(n int) {
		t.Helper()
		p.until(fmt.Sprintf(`document.querySelectorAll(".rows li").length === %d`, n))
	}
	p.click("#chip-outcome-done")
	rows(2)
	p.until(`document.querySelector("#chip-outcome-done[aria-current]") && document.querySelector("#q").value === "outcome:done"`)
	p.click("#more-chips > summary")
	p.click("#chip-operation-batch")
	rows(1)
	p.click("#chip-outcome-done")
	p.until(`document.querySelector("#q").value === "operation:batch"`)
	p.click("#chip-operation-batch")
	rows(3)
	p.click("#chip-since-1m")
	p.until(`document.querySelector("#chip-since-1m[aria-current]")`)
	p.publish(t, newAccount) // a filtered list is live
	rows(4)
	p.click("#chip-entitySet-leads")
	rows(1)
	p.script(`window.confirm = text => { window.question = text; return false; }`)
	p.click("#clear")
	p.until(`window.question === "Forget all messages that have ended, of 4 in the list, whatever the search shows? Nothing brings them back." && document.querySelector(".rows")`)
	p.script(`window.confirm = () => true`)
	p.click("#clear")
	p.sees("#list", "No message yet")
}

// TestInspectorChecksFirst: a message is checked while it is written and before it is published.
func TestInspectorChecksFirst(t *testing.T) {
	p := openInspector(t)
	p.refused = append(p.refused, "/publish")
	p.open("/publish")
	p.run(chromedp.SendKeys("#message", "{\n\"operation\": \"create\",\n}"))
	p.sees("#checked", "line 2, column 22")
	p.click("#checked [data-line]")
	p.until(`document.activeElement.id === "message" && document.activeElement.selectionStart === 23`)
	p.click("#publish")
	p.run(chromedp.WaitVisible("#anyway"))
	p.sees("#checked", "line 2, column 22")
	p.until(`document.activeElement.id === "message" && document.activeElement.selectionStart === 23`)
	p.run(chromedp.SetValue("#message", "["+newAccount+","+newAccount+"]"))
	p.script(`document.querySelector("#message").dispatchEvent(new Event("input"))`)
	p.sees("#checked", "2 messages, no problem")
	p.click("#publish")
	p.sees("#m2 .outcome", "done")
	p.sees("#m1 .outcome", "done")
}

// TestInspectorLetters replays and purges dead letters.
func TestInspectorLetters(t *testing.T) {
	p := openInspector(t)
	p.post(t, "/faults", `{"name":"plug-in","count":3}`)
	for range 3 {
		p.publish(t, newAccount)
	}
	p.publish(t, `{"operation":"none"}`)
	p.open("/letters")
	p.sees("#section-letters", "4")
	p.until(`document.querySelectorAll(".letters > li").length === 2`)
	p.sees("#list", "3 letters")
	p.until(`document.querySelector(".letters > li:nth-of-type(2) > .actions form[data-confirm]").dataset.confirm.startsWith("Purge 3 dead letters?")`)
	p.click(".letters > li:nth-of-type(2) .items li:nth-of-type(1) button[aria-label^=Replay]")
	p.sees("#detail-title", "create accounts")
	p.sees("#section-letters", "3")
	p.open("/letters")
	p.click(".letters > li:nth-of-type(2) > .actions button[aria-label^=Replay]")
	p.sees("#section-letters", "1")
	p.wantRows(t, 3, "accounts?$filter=name eq 'Fourth Coffee'")
	p.open("/letters")
	p.publish(t, `{"operation":"none"}`)
	p.sees("#section-letters", "2")
	p.click(".items button[aria-label^=Purge]")
	p.sees("#section-letters", "1")
	p.until(`window.question.startsWith("Purge 1 dead letter?") && document.activeElement.matches(".items button[aria-label^=Purge]")`)
	p.press(kb.Enter)
	p.sees("#list", "No dead letters")
}

// TestInspectorAfterRestart: an open page finds the next start of the emulator by itself.
func TestInspectorAfterRestart(t *testing.T) {
	dynctl := build(t, "./cmd/dynctl")
	line, end := startEnding(t, dynctl, "emulate", "--json", "--addr", "127.0.0.1:0")
	e := decode[emulatorProcess](t, line)
	p := inspector{openBrowser(t, e.InspectorURL), e}
	// Chromium may load the icon at any time, also while no emulator runs.
	p.refused = []string{"/events", "/messages/1", "/publish", "/token", "/assets/icon.svg"}
	p.publish(t, newAccount)
	p.open("/messages/1")
	p.sees("#live", "Live")
	again := func() {
		t.Helper()
		end()
		p.sees("#live", "Not connected")
		_, end = startEnding(t, dynctl, "emulate", "--json", "--addr", e.Address)
		p.sees("#live", "Live")
	}
	again()
	p.sees("#list", "No message yet") // the message of the earlier start is gone
	p.sees("#detail", "started again")
	p.open("/publish")
	p.sees("#live", "Live")
	p.run(chromedp.SetValue("#message", newAccount))
	again()
	p.until(`document.querySelector("#message").value.includes("Fourth Coffee")`)
	end()
	p.sees("#live", "Not connected")
	p.click("#publish")
	p.sees("#compose .unsent", "Not sent: the emulator does not respond.")
	_, end = startEnding(t, dynctl, "emulate", "--json", "--addr", e.Address)
	p.sees("#live", "Live")
	begun := time.Now()
	p.click("#publish")
	p.sees("#m1 .outcome", "done")
	t.Logf("published %v after the start", time.Since(begun))
}
