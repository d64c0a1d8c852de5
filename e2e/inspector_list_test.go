//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestInspectorForgets: the list goes on beside a message that another tab forgets.
func TestInspectorForgets(t *testing.T) {
	p := openInspector(t)
	p.refused = append(p.refused, "/messages/1")
	p.publish(t, newAccount)
	p.open("/messages/1")
	p.sees("#m1 .outcome", "done")
	p.post(t, "/messages/clear", "")
	p.sees("#detail", "no longer")
	p.sees("#list", "No message yet")
	p.refused = nil // no further request for the message
	p.publish(t, newAccount)
	p.sees("#m2 .outcome", "done")
	p.sees("#detail", "no longer")
	p.click("#m2")
	p.sees("#detail .diff .is", "Fourth Coffee")
}

// TestInspectorStaysPaused: a pause ends by its button or its key alone.
func TestInspectorStaysPaused(t *testing.T) {
	p := openInspector(t)
	p.publish(t, newAccount)
	p.open("/messages")
	p.click("#pause")
	p.sees("#live", "Paused")
	p.open("/publish")
	p.sees("#live", "Live")
	p.run(chromedp.SendKeys("#message", newAccount), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.sees("#detail .outcome", "done") // the detail is live
	p.sees("#live", "Paused")
	p.sees("#pause", "Resume")
	p.open("/tables")
	p.sees("#live", "Live")
	p.run(chromedp.NavigateBack())
	p.sees("#live", "Paused")
	p.publish(t, newAccount)
	p.sees("#live", "changes")
	p.until(`!document.querySelector("#m3")`)
	p.click("#pause")
	p.sees("#m3 .outcome", "done")
	p.sees("#live", "Live")
}

// TestInspectorHoldsTheLine: new messages do not move the lines that the reader sees.
func TestInspectorHoldsTheLine(t *testing.T) {
	p := openInspector(t)
	for range 30 {
		p.publish(t, newAccount)
	}
	for width, scroller := range map[int64]string{1280: `document.querySelector(".list")`, 400: `document.scrollingElement`} {
		p.size(width, 500)
		p.open("/messages")
		p.sees("#list", "accounts")
		p.sees("#live", "Live")
		const place = `document.querySelector("#m12").getBoundingClientRect().top`
		before := eval[float64](p.browser, `(`+scroller+`.scrollTop = 600, `+place+`)`)
		last := 0
		for range 5 {
			last = p.publish(t, newAccount)
		}
		p.sees(fmt.Sprintf("#m%d .outcome", last), "done")
		if after := eval[float64](p.browser, place); after < before-1 || after > before+1 {
			t.Errorf("at %d px the line moved from %.0f to %.0f", width, before, after)
		}
	}
}

// TestInspectorCloses: a link and a key close the detail. The search stays.
func TestInspectorCloses(t *testing.T) {
	p := openInspector(t)
	p.publish(t, newAccount)
	p.publish(t, newAccount)
	for _, width := range []int64{1280, 400} {
		p.size(width, 800)
		for _, end := range []func(){func() { p.click("#close") }, func() { p.press(kb.Escape) }, func() { p.click("#section-messages") }} {
			p.open("/messages?q=outcome:done")
			p.click("#m1")
			p.sees("#detail", "Fourth Coffee")
			end()
			p.until(`!document.querySelector("#detail") && decodeURIComponent(location.href).endsWith("/messages?q=outcome:done")`)
			p.sees("#m2 .outcome", "done")
		}
	}
}
