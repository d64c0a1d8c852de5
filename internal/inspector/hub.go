package inspector

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// maxListeners bounds the streams that are open at a time.
const maxListeners = 64

// maxPending bounds what waits for a listener. What comes on top has no number.
const maxPending = 2 * kept

// notice says that something changed: a message or a request, by its number, or
// the rows or the faults.
type notice struct {
	Kind   string `json:"kind"`
	Number int    `json:"number,omitempty"`
}

// hub tells listeners what changed. It never waits for one: what a listener has
// not taken yet is told once.
type hub struct {
	mu        sync.Mutex
	listeners map[*listener]bool
	closed    bool
}

// listener collects notices until it takes them.
type listener struct {
	hub     *hub
	pending map[notice]bool
	ready   chan struct{} // holds one where something is pending; closed at the end
}

func newHub() *hub { return &hub{listeners: map[*listener]bool{}} }

// listen returns a listener, nil where there are too many or the hub is closed.
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
			n.Number = 0 // it does not read: which one is lost on it
		}
		l.pending[n] = true
		select {
		case l.ready <- struct{}{}:
		default: // it will find this one too
		}
	}
}

// take returns what is pending, in order.
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
