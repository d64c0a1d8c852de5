package inspector

import (
	"slices"
	"sync"
	"time"
)

// maxRequests bounds the requests that are kept of one message.
const maxRequests = 200

// maxSize bounds what the bodies and rows in the requests of one message take, in
// bytes. Requests beyond it are kept without theirs.
const maxSize = 1 << 20

// entry is a message in the history, with what running it again takes.
type entry struct {
	Message
	envelope string        // as SNS writes it, secrets included
	sooner   chan struct{} // to deliver it now, while it waits
	received int           // by the retry queue, or the queue it came from
	handle   string        // its receipt handle there
	// waitingSince is an attribute of the message in the retry queue.
	waitingSince string
	size         int // of the bodies and rows in its requests, in bytes
}

// history is what is kept of what happened, the oldest first. The emulator takes
// its lock while it holds its own, so nobody calls the emulator with it held.
type history struct {
	hub *hub

	mu        sync.Mutex
	messages  []*entry
	requests  []Exchange
	numbered  int // messages so far
	exchanged int // requests so far
}

// add takes in a message and gives it its number.
func (h *history) add(e *entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.numbered++
	e.Number = h.numbered
	h.messages = append(h.messages, e)
	if over := len(h.messages) - kept; over > 0 {
		h.messages = slices.Delete(h.messages, 0, over)
	}
	h.hub.tell("message", e.Number)
}

// change changes a message, whether it is still kept or not.
func (h *history) change(e *entry, f func(*entry)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(e)
	h.hub.tell("message", e.Number)
}

// exchange takes in a request of those messages, or one without a message, and
// gives it its number.
func (h *history) exchange(of []*entry, x Exchange) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.exchanged++
	x.Number = h.exchanged
	size := x.size()
	for _, e := range of {
		if len(e.Requests) < maxRequests {
			one := x
			if e.size+size > maxSize {
				one = x.bare()
			} else {
				e.size += size
			}
			e.Requests = append(e.Requests, one)
			e.Timeline = append(e.Timeline, Moment{Time: x.Time, Kind: "request", Text: x.line(), Request: x.Number})
		}
		h.hub.tell("message", e.Number)
	}
	if len(of) == 0 {
		h.requests = append(h.requests, x)
		if over := len(h.requests) - kept; over > 0 {
			h.requests = slices.Delete(h.requests, 0, over)
		}
		h.hub.tell("request", x.Number)
	}
	return x.Number
}

// took says how long a request lasted.
func (h *history) took(of []*entry, number int, d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	in := func(all []Exchange) {
		if at := slices.IndexFunc(all, func(x Exchange) bool { return x.Number == number }); at >= 0 {
			all[at].Duration = float64(d.Microseconds()) / 1000
		}
	}
	for _, e := range of {
		in(e.Requests)
		h.hub.tell("message", e.Number)
	}
	if len(of) == 0 {
		in(h.requests)
	}
}

// all returns copies of the messages that fit, the newest first.
func (h *history) all(fits func(Message) bool) []Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []Message
	for _, e := range slices.Backward(h.messages) {
		if fits(e.Message) {
			found = append(found, e.copy())
		}
	}
	return found
}

// loose returns the requests without a message that fit, the newest first.
func (h *history) loose(fits func(Exchange) bool) []Exchange {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []Exchange
	for _, x := range slices.Backward(h.requests) {
		if fits(x) {
			found = append(found, x)
		}
	}
	return found
}

// find returns the message of that number while it is kept.
func (h *history) find(number int) (*entry, Message, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.messages {
		if e.Number == number {
			return e, e.copy(), true
		}
	}
	return nil, Message{}, false
}

// request returns the request of that number while it is kept, a message's or
// not.
func (h *history) request(number int) (Exchange, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fits := func(x Exchange) bool { return x.Number == number }
	if at := slices.IndexFunc(h.requests, fits); at >= 0 {
		return h.requests[at], true
	}
	for _, e := range h.messages {
		if at := slices.IndexFunc(e.Requests, fits); at >= 0 {
			return e.Requests[at], true
		}
	}
	return Exchange{}, false
}

// unended is how many messages are still under way.
func (h *history) unended() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, e := range h.messages {
		if !e.isEnded() {
			n++
		}
	}
	return n
}

// copy is the message as it is now. What it shares is only ever added to, or under
// the history's lock replaced.
func (e *entry) copy() Message {
	m := e.Message
	m.Timeline, m.Requests = slices.Clone(m.Timeline), slices.Clone(m.Requests)
	return m
}

// count is how many messages, requests without one and dead letters are kept.
func (h *history) count() (messages, requests, letters int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.messages {
		if e.Letter != nil {
			letters++
		}
	}
	return len(h.messages), len(h.requests), letters
}
