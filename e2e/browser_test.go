//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a tab of a real Chromium on the pages of one host. An error on the console,
// and a request to another host, fail the test.
type browser struct {
	*testing.T
	ctx    context.Context
	origin string
	root   string // the address of the page, without the slash at its end

	started bool

	mu       sync.Mutex
	problems []string
	refused  []string // the pages that the server must refuse
}

// patience bounds a wait for something that happens within a second on an idle machine.
const patience = time.Minute

// openBrowser starts Chromium with a profile of its own, for at most ten minutes.
func openBrowser(t *testing.T, address string) *browser {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	limited, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	allocated, end := chromedp.NewExecAllocator(limited, options...)
	ctx, closeTab := chromedp.NewContext(allocated)
	b := &browser{T: t, ctx: ctx, origin: u.Scheme + "://" + u.Host, root: strings.TrimSuffix(address, "/")}
	t.Cleanup(func() {
		closeTab()
		end()
		cancel()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, p := range b.problems {
			t.Error(p)
		}
	})
	// The first action's context is the browser's.
	b.run(chromedp.Navigate("about:blank"))
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	b.size(1600, 1000)
	return b
}

// watch records the forbidden events of the page.
func (b *browser) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if at := e.Request.URL; !strings.HasPrefix(at, b.origin+"/") && !strings.HasPrefix(at, "data:") && !strings.HasPrefix(at, "about:") {
			b.problems = append(b.problems, "a request to another host: "+at)
		}
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, fmt.Sprintf("an exception: %+v", e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.problems = append(b.problems, fmt.Sprintf("on the console: %v", e.Args))
		}
	case *log.EventEntryAdded:
		if slices.Contains(b.refused, strings.TrimPrefix(e.Entry.URL, b.root)) {
			return
		}
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			b.problems = append(b.problems, "in the log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// run runs actions, for at most patience.
func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := b.ctx, context.CancelFunc(func() {})
	if b.started {
		ctx, cancel = context.WithTimeout(b.ctx, patience)
	}
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.Fatalf("%v, on the page\n%s", err, b.text())
	}
	b.started = true
}

// click clicks an element. The page may replace the element between the search and the click.
func (b *browser) click(selector string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	err := chromedp.Do(ctx, chromedp.Click(selector))
	for range 5 {
		if err == nil || !strings.Contains(err.Error(), "Could not find node") {
			break
		}
		err = chromedp.Do(ctx, chromedp.Click(selector))
	}
	if err != nil {
		b.Fatalf("click %s: %v, on the page\n%s", selector, err, b.text())
	}
}

// text returns the text of the page, for the message of a failed test.
func (b *browser) text() string {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

// call sends a command of the protocol.
func call[P, R any](b *browser, command cdp.Command[P, R], params P) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.Fatal(err)
	}
}

// open goes to a path below the inspector's path.
func (b *browser) open(path string) {
	b.Helper()
	b.run(chromedp.Navigate(b.root+path), chromedp.WaitReady("main"))
}

func (b *browser) size(width, height int64) {
	b.Helper()
	b.run(chromedp.EmulateViewport(width, height))
}

// scheme sets the user's preference: light or dark.
func (b *browser) scheme(name string) {
	b.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
}

// consent answers every question of a page with yes. The page keeps the last question.
func (b *browser) consent() {
	b.Helper()
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `window.confirm = text => { window.question = text; return true; }`})
}

// eval returns the value of an expression in the page, and the result of a promise.
func eval[T any](b *browser, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// script runs a script in the page.
func (b *browser) script(text string) {
	b.Helper()
	eval[chromedp.Void](b, text)
}

// until evaluates an expression again and again until it is true, for at most patience.
func (b *browser) until(expression string) {
	b.Helper()
	soon := time.NewTicker(50 * time.Millisecond)
	defer soon.Stop()
	for begun := time.Now(); time.Since(begun) < patience; {
		// It fails while the page loads another page.
		yes, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("(async () => !!(await ("+expression+")))()", chromedp.EvalAwaitPromise))
		if err == nil && yes {
			return
		}
		<-soon.C
	}
	b.Fatalf("never true: %s, on the page\n%s", expression, b.text())
}

// sees waits for a text on the page.
func (b *browser) sees(selector, text string) {
	b.Helper()
	b.until(fmt.Sprintf("[...document.querySelectorAll(%q)].some(e => e.innerText.includes(%q))", selector, text))
}

// press types keys of chromedp/kb, or letters.
func (b *browser) press(keys ...string) {
	b.Helper()
	for _, k := range keys {
		b.run(chromedp.KeyEvent(k))
	}
}

// shot writes a picture of the visible part.
func (b *browser) shot(path string) {
	b.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		b.Fatal(err)
	}
}
