//go:build e2e

package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestInspectorKeepsDraft: a text that the user writes stays until it is published. A sample
// replaces it with the user's consent.
func TestInspectorKeepsDraft(t *testing.T) {
	p := openInspector(t)
	const has = `document.querySelector("#message").value === `
	p.open("/publish")
	p.run(chromedp.SendKeys("#message", newAccount))
	p.run(chromedp.Reload())
	p.until(has + "`" + newAccount + "`")
	p.open("/tables")
	p.run(chromedp.NavigateBack())
	p.until(has + "`" + newAccount + "`")
	p.script(`window.confirm = text => { window.question = text; return false; }`)
	p.click(".samples a")
	p.until(`window.question && location.search === "" && ` + has + "`" + newAccount + "`")
	p.script(`window.confirm = () => true`)
	p.click(".samples a")
	p.until(`location.search.includes("sample=") && ` + has + `document.querySelector("#message").defaultValue`)
	p.script(`window.confirm = () => { throw new Error("a question about an unchanged sample"); }`)
	p.click(".samples li:nth-of-type(2) a")
	p.until(`document.querySelector(".samples li:nth-of-type(2) [aria-current]")`)
	p.run(chromedp.NavigateBack(), chromedp.NavigateBack())
	p.until(has + "`" + newAccount + "`")
	p.click("#publish")
	p.sees("#m1 .outcome", "done")
	p.until(`!sessionStorage.getItem("drafts")`) // the script of the page has run
	p.open("/publish")
	p.until(has + `""`)
}
