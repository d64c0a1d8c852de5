package screen

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// The time after which a wait is shown: on a terminal with a line that counts the seconds, and
// elsewhere with one line.
const (
	silenceOnTerminal = time.Second
	silenceElsewhere  = 10 * time.Second
)

// Waiting shows what the program waits for, if the wait is long. A nil Waiting shows nothing.
// It is safe for concurrent use.
type Waiting struct {
	w          io.Writer
	isTerminal bool

	mu      sync.Mutex
	waits   []*wait // that have not ended, in the order of their begin
	held    int
	isShown bool // a line is on the terminal
}

type wait struct {
	what  string
	began time.Time
	timer *time.Timer
}

// NewWaiting shows waits on a stream.
func NewWaiting(w io.Writer, isTerminal bool) *Waiting {
	return &Waiting{w: w, isTerminal: isTerminal}
}

// For begins a wait; what names the thing that is waited for. The caller calls done at its end.
// Of several waits, the first one is shown.
func (w *Waiting) For(what string) (done func()) {
	if w == nil {
		return func() {}
	}
	silence := silenceElsewhere
	if w.isTerminal {
		silence = silenceOnTerminal
	}
	begun := &wait{what: what, began: time.Now()}
	w.mu.Lock()
	defer w.mu.Unlock()
	begun.timer = time.AfterFunc(silence, func() { w.show(begun) })
	w.waits = append(w.waits, begun)
	return sync.OnceFunc(func() { w.end(begun) })
}

// Hold shows nothing until the caller calls release: something else is on the terminal.
func (w *Waiting) Hold() (release func()) {
	if w == nil {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held++
	w.clear()
	return sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.held--
	})
}

func (w *Waiting) show(of *wait) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.waits, of) {
		return
	}
	isFirst := of == w.waits[0] && w.held == 0
	switch {
	case !w.isTerminal && isFirst:
		fmt.Fprintf(w.w, "dynctl: waiting for %s\n", of.what)
		return
	case !w.isTerminal:
		return
	case isFirst:
		fmt.Fprintf(w.w, "\r\x1b[Kwaiting for %s, %d s", of.what, int(time.Since(of.began)/time.Second))
		w.isShown = true
	}
	of.timer.Reset(time.Second)
}

func (w *Waiting) end(of *wait) {
	w.mu.Lock()
	defer w.mu.Unlock()
	of.timer.Stop()
	w.waits = slices.DeleteFunc(w.waits, func(other *wait) bool { return other == of })
	w.clear()
}

// clear removes the line from the terminal.
func (w *Waiting) clear() {
	if w.isShown {
		fmt.Fprint(w.w, "\r\x1b[K")
		w.isShown = false
	}
}
