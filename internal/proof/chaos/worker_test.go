package chaos

import (
	"strings"
	"time"
)

// worker passes deliveries to the function, one after the other. It uses one process
// until the process is killed or stopped.
type worker struct {
	k                    *killing
	n                    int
	bootstrap            string
	process              *process
	started              int
	deliveriesWhileQuiet int // deliveries that failed because the process must wait longer than the invocation allows
}

// ending is the end of an invocation.
type ending struct {
	start    *start
	killed   bool
	again    bool // the function asks for another start
	response string
}

const (
	// deadline is the time of an invocation. It is short, because the test waits for it.
	deadline = 7 * time.Second
	// margin is the part that the function reserves. brief is the rest that it has for
	// requests if one of them must stall until the deadline.
	margin = 2 * time.Second
	brief  = 500 * time.Millisecond
)

// work delivers until no delivery is left.
func (k *killing) work(n int, bootstrap string) {
	w := &worker{k: k, n: n, bootstrap: bootstrap}
	defer w.stop()
	for p, ok := k.next(); ok; p, ok = k.next() {
		r, err := w.deliver(p)
		k.settle(p, r, err)
		if r.again && w.isQuiet(r.start) {
			w.deliveriesWhileQuiet++
		}
		if w.deliveriesWhileQuiet > 1 {
			w.stop()
		}
	}
}

func (w *worker) deliver(p delivery) (ending, error) {
	first := w.process == nil
	if first {
		w.started++
		w.process = newProcess(w.bootstrap, newBackend(w.k, w.n, w.started))
	}
	k, m := w.k, p.message
	s := &start{}
	k.mu.Lock()
	m.starts = append(m.starts, s)
	d := k.random("start", m.n, len(m.starts))
	end := k.chooseKillPoint(d, first)
	lasts := deadline
	if d.IntN(12) == 0 {
		lasts = margin + brief
	}
	w.process.backend.begin(m, s, end)
	m.note("> worker %d process %d, start %d, from %q", w.n, w.started, len(m.starts), p.queue)
	k.mu.Unlock()
	if first {
		// The requests of the process before its first event count for the event.
		if err := w.process.cmd.Start(); err != nil {
			w.stop()
			return ending{}, err
		}
	}
	response, killed, took, err := w.process.invoke(p.event(), lasts, end)
	if killed || err != nil {
		w.stop()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	s.killed = killed
	k.checkCanaries(m, "what the function answered", response.body)
	if !killed {
		k.typicalDuration[first] = (3*k.typicalDuration[first] + min(took, 100*time.Millisecond)) / 4
	}
	if end != nil && !killed {
		k.left++
	}
	return ending{s, killed, response.failed || strings.Contains(response.body, "itemIdentifier"), response.body}, err
}

// isQuiet reports whether the process must not send yet, or sent nothing at this start of a
// message: the time of an invocation here is shorter than the time that the function wants after
// a wait for its turn. A message that fails in this way fails at once and is delivered again at
// once, because this test does not wait for the visibility timeout. So another process replaces
// a quiet process after its second failed message, as Lambda stops containers.
func (w *worker) isQuiet(s *start) bool {
	if w.process == nil {
		return false
	}
	w.k.mu.Lock()
	defer w.k.mu.Unlock()
	return !s.asked || time.Now().Before(w.process.backend.quietUntil)
}

// stop ends the process, and checks its log.
func (w *worker) stop() {
	if w.process == nil {
		return
	}
	log := w.process.end()
	w.process, w.deliveriesWhileQuiet = nil, 0
	w.k.mu.Lock()
	defer w.k.mu.Unlock()
	for line := range strings.Lines(log) {
		w.k.checkCanaries(nil, "a line of the log", line)
	}
	w.k.measure(log)
}
