package chaos

import (
	"strings"
	"time"
)

// worker hands parcels to the function, one after the other, in one process
// until that is killed or put away.
type worker struct {
	k         *killing
	n         int
	bootstrap string
	process   *process
	started   int
	unheard   int // parcels since the process was asked for a wait that it cannot have
}

// ending is how an invocation ended.
type ending struct {
	start  *start
	killed bool
	again  bool // the function wants another start
	answer string
}

const (
	// deadline is the time of an invocation: short, as the test waits for it.
	deadline = 7 * time.Second
	// margin is what the function keeps of it, and brief what it then has for
	// requests where one of them is to stall until the deadline.
	margin = 2 * time.Second
	brief  = 500 * time.Millisecond
)

// work delivers until there is nothing left to deliver.
func (k *killing) work(n int, bootstrap string) {
	w := &worker{k: k, n: n, bootstrap: bootstrap}
	defer w.away()
	for p, ok := k.next(); ok; p, ok = k.next() {
		r, err := w.deliver(p)
		k.settle(p, r, err)
		if w.isSilent() {
			w.unheard++
		}
		if w.unheard > 1 {
			w.away()
		}
	}
}

func (w *worker) deliver(p parcel) (ending, error) {
	first := w.process == nil
	if first {
		w.started++
		w.process = newProcess(w.bootstrap, newFront(w.k, w.n, w.started))
	}
	k, m := w.k, p.message
	s := &start{}
	k.mu.Lock()
	m.starts = append(m.starts, s)
	d := k.dice("start", m.n, len(m.starts))
	end := k.aim(d, first)
	lasts := deadline
	if d.IntN(12) == 0 {
		lasts = margin + brief
	}
	w.process.front.begin(m, s, end)
	m.note("> worker %d process %d, start %d, from %q", w.n, w.started, len(m.starts), p.queue)
	k.mu.Unlock()
	if first {
		// What it asks for before it takes the event counts as the event's.
		if err := w.process.cmd.Start(); err != nil {
			w.away()
			return ending{}, err
		}
	}
	answer, killed, took, err := w.process.invoke(p.event(), lasts, end)
	if killed || err != nil {
		w.away()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	s.killed = killed
	k.unseen(m, "what the function answered", answer.body)
	if !killed {
		k.usual[first] = (3*k.usual[first] + min(took, 100*time.Millisecond)) / 4
	}
	if end != nil && !killed {
		k.left++
	}
	return ending{s, killed, answer.failed || strings.Contains(answer.body, "itemIdentifier"), answer.body}, err
}

// isSilent reports whether the process may send nothing for longer than an
// invocation lasts. It gets one message more, and then another takes its place,
// as Lambda puts containers away.
func (w *worker) isSilent() bool {
	if w.process == nil {
		return false
	}
	w.k.mu.Lock()
	defer w.k.mu.Unlock()
	return time.Until(w.process.front.quiet) > deadline
}

// away ends the process, and looks through what it logged.
func (w *worker) away() {
	if w.process == nil {
		return
	}
	log := w.process.end()
	w.process, w.unheard = nil, 0
	w.k.mu.Lock()
	defer w.k.mu.Unlock()
	for line := range strings.Lines(log) {
		w.k.unseen(nil, "a line of the log", line)
	}
	w.k.measure(log)
}
