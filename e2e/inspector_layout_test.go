//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestInspectorAtAnyWidth checks the layout of every page in both colour schemes, and that no
// page has a secret.
func TestInspectorAtAnyWidth(t *testing.T) {
	p := openInspector(t)
	p.open("/")
	p.story(t)
	p.wantRows(t, 1, "accounts?$filter=accountnumber eq 'CT-1000'") // a request from outside
	grounds := map[string]string{}
	for scheme, widths := range map[string][]int64{"light": {400, 1000, 1280, 1600}, "dark": {400, 1600}} {
		p.scheme(scheme)
		for _, width := range widths {
			p.size(width, 900)
			for name, path := range states {
				p.open(path)
				at := fmt.Sprintf("%s in %s at %d px", name, scheme, width)
				p.picture(name, scheme, width)
				p.checkLayout(at)
				p.script(`document.querySelectorAll("#detail details").forEach(d => { d.open = true; })`)
				noSecret(t, "the page "+name, eval[string](p.browser, `document.documentElement.outerHTML`))
				p.checkLayout(at + ", unfolded")
				p.checkPanes(at, path, width)
			}
		}
		grounds[scheme] = eval[string](p.browser, `getComputedStyle(document.body).backgroundColor`)
	}
	if grounds["light"] == grounds["dark"] {
		t.Errorf("both schemes have the ground %s", grounds["light"])
	}
}

// picture writes a picture of the page, if the test has the flag -shots.
func (p inspector) picture(name, scheme string, width int64) {
	if dir := *shots; dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			p.Fatal(err)
		}
		p.shot(filepath.Join(dir, fmt.Sprintf("%s-%s-%d.png", name, scheme, width)))
	}
}

// layout returns the faults of the layout: a page or pane that scrolls sideways, elements of a
// line that overlap, names that are cut, and controls that are too small to hit.
const layout = `(() => {
	const found = [];
	const shown = e => e.checkVisibility() && e.getClientRects().length > 0 && !e.closest(".visually-hidden, .skip");
	const name = e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + "." + e.className;
	const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
	if (wide > innerWidth) found.push("the page is " + wide + " px wide");
	for (const e of document.querySelectorAll(".pane, .column"))
		if (shown(e) && e.scrollWidth > e.clientWidth) found.push(name(e) + " scrolls sideways");
	for (const e of document.querySelectorAll(".scroll:has(> .diff)"))
		if (shown(e) && e.scrollWidth > e.clientWidth) found.push("the table of a row is cut");
	const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
	for (const line of document.querySelectorAll(".bar, .bar nav, .finder, .actions, .message-grid, .request-grid, .table-grid, .switches > li, .switches form, .items li, .head, .chips-of, .compose")) {
		if (!shown(line)) continue;
		const flat = e => getComputedStyle(e).display === "contents" ? [...e.children] : [e];
		const parts = [...line.children].flatMap(flat).filter(shown);
		const box = line.getBoundingClientRect();
		parts.forEach((a, n) => {
			const r = a.getBoundingClientRect();
			if (r.right > box.right + 1 || r.left < box.left - 1) found.push(name(a) + " leaves " + name(line));
			for (const b of parts.slice(n + 1)) if (meet(r, b.getBoundingClientRect())) found.push(name(a) + " and " + name(b) + " overlap");
		});
	}
	for (const e of document.querySelectorAll(".op, .set, .message-grid .name, .outcome, .status, .chip, h1, h2, h3, .switches h3, .switches p, .cause"))
		if (shown(e) && getComputedStyle(e).display !== "inline" && e.scrollWidth > e.clientWidth + 1) found.push(name(e) + " is cut: " + e.innerText);
	for (const e of document.querySelectorAll("button, .button, input:not([type=hidden]), select, .bar nav a")) {
		const r = e.getBoundingClientRect();
		if (shown(e) && (r.width < 24 || r.height < 20)) found.push(name(e) + " is " + Math.round(r.width) + " x " + Math.round(r.height));
	}
	return found.slice(0, 5);
})()`

func (p inspector) checkLayout(at string) {
	p.Helper()
	for _, fault := range eval[[]string](p.browser, layout) {
		p.Errorf("%s: %s", at, fault)
	}
}

// checkPanes checks the places of the list and the detail: side by side on a wide page, one at a
// time on a narrow one.
func (p inspector) checkPanes(at, path string, width int64) {
	p.Helper()
	got := eval[string](p.browser, `(() => {
		const [list, detail] = [".list", ".detail"].map(s => document.querySelector(s)).map(e => e?.checkVisibility() ? e.getBoundingClientRect() : null);
		if (!list || !detail) return list ? "list" : detail ? "detail" : "neither";
		return list.right <= detail.left + 1 && Math.abs(list.top - detail.top) < 2 ? "beside" : "below";
	})()`)
	want := "list"
	isWide := width >= 1000
	switch path {
	case "/messages/7", "/messages/24", "/messages/10", "/messages/999", "/requests/1", "/tables/contacts", "/tables/contacts?q=nowhere":
		want = map[bool]string{true: "beside", false: "detail"}[isWide]
	case "/tables":
		want = map[bool]string{true: "beside", false: "list"}[isWide]
	case "/letters", "/faults", "/faults?q=token", "/publish", "/publish?from=3":
		want = "neither"
	}
	if got != want {
		p.Errorf("%s: list and detail: %s, want %s", at, got, want)
	}
}
