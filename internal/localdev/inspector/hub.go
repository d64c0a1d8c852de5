package inspector

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// maxListeners is the largest number of open streams.
const maxListeners = 64

// maxPending limits the pending notices of a listener. Further notices have no number.
const maxPending = 2 * kept

// notice reports a change of a message or of a request, by its number, or of the rows or the
// faults.
type notice struct {
	Kind   string `json:"kind"`
	Number int    `json:"number,omitempty"`
}

// hub notifies listeners of changes. It never waits for a listener, and combines equal
// pending notices.
type hub struct {
	mu        sync.Mutex
	listeners map[*listener]bool
	closed    bool
}

// listener collects notices until it takes them.
type listener struct {
	hub     *hub
	pending map[notice]bool
	ready   chan struct{} // holds one value while a notice is pending; closed at the end
}

func newHub() *hub { return &hub{listeners: map[*listener]bool{}} }

// listen returns a listener; nil if there are too many listeners or the hub is closed.
func (h *hub) listen() *listener {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.listeners) >= maxListeners {
		return nil
	}
	l := &listener{hub: h, pending: map[notice]bool{}, ready: make(chan struct{}, 1)}
	h.listeners[l] = true
	return l
}

func (h *hub) tell(kind string, number int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		n := notice{kind, number}
		if len(l.pending) >= maxPending {
			n.Number = 0 // the listener does not read, so it needs no number
		}
		l.pending[n] = true
		select {
		case l.ready <- struct{}{}:
		default: // the listener takes this notice with the pending one
		}
	}
}

// take returns the pending notices, sorted by kind and number.
func (l *listener) take() []notice {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	all := slices.SortedFunc(maps.Keys(l.pending), func(a, b notice) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Number, b.Number))
	})
	clear(l.pending)
	return all
}

func (l *listener) leave() {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	delete(l.hub.listeners, l)
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for l := range h.listeners {
		close(l.ready)
	}
	clear(h.listeners)
}
