package inspector

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"sns-dynamics/internal/emulator"
)

// maxRequests is the number of kept requests of one message.
const maxRequests = 200

// maxSize limits the size of the bodies and rows in the requests of one message, in bytes.
// Further requests are kept without bodies and rows.
const maxSize = 1 << 20

// history holds the kept messages and requests, the oldest first. The emulator takes the
// history's lock while it holds its own lock, so a holder of the history's lock must not
// call the emulator.
type history struct {
	hub *hub

	mu        sync.Mutex
	messages  []*entry
	requests  []Exchange
	numbered  int // messages so far
	exchanged int // requests so far
	// dropped and droppedRequests are the messages and the requests that made room for later ones,
	// since the list was cleared.
	dropped, droppedRequests int
}

// add adds a message and gives it a number.
func (h *history) add(e *entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.numbered++
	e.Number = h.numbered
	if at := slices.IndexFunc(h.messages, func(other *entry) bool { return other.MessageID == e.MessageID }); at >= 0 {
		e.FirstRun = cmp.Or(h.messages[at].FirstRun, h.messages[at].Number)
	}
	e.arrive()
	h.messages = append(h.messages, e)
	if len(h.messages) > kept {
		h.drop()
	}
	h.hub.tell("message", e.Number)
}

// drop forgets the oldest message that has ended, or the oldest message if all are under way.
func (h *history) drop() {
	at := max(0, slices.IndexFunc(h.messages, func(e *entry) bool { return e.isEnded() }))
	h.messages = slices.Delete(h.messages, at, at+1)
	h.dropped++
}

// change changes a message, whether it is still kept or not.
func (h *history) change(e *entry, f func(*entry)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(e)
	e.close()
	h.hub.tell("message", e.Number)
}

// exchange adds a request of the given messages, or one without a message, and gives it a
// number.
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
		if e.Outcome == running && x.Service == string(emulator.Dataverse) {
			e.Reason = x.trouble()
		}
		h.hub.tell("message", e.Number)
	}
	if len(of) == 0 {
		h.requests = append(h.requests, x)
		if over := len(h.requests) - kept; over > 0 {
			h.requests = slices.Delete(h.requests, 0, over)
			h.droppedRequests += over
		}
		h.hub.tell("request", x.Number)
	}
	return x.Number
}

// took sets the duration of a request.
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

// all returns copies of the matching messages, the newest first.
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

// loose returns the matching requests without a message, the newest first.
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

// find returns the message with a number while it is kept.
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

// latest returns the number of the newest message with a MessageId; 0 if no message has it.
func (h *history) latest(messageID string) int {
	runs := h.runs(messageID)
	if len(runs) == 0 {
		return 0
	}
	return runs[len(runs)-1]
}

// runs returns the numbers of the messages with a MessageId, the oldest first.
func (h *history) runs(messageID string) []int {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []int
	for _, e := range h.messages {
		if e.MessageID == messageID {
			all = append(all, e.Number)
		}
	}
	return all
}

// outcome returns the outcome of a message, whether it is still kept or not.
func (h *history) outcome(e *entry) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return e.Outcome
}

// current returns a message, whether it is still kept or not.
func (h *history) current(e *entry) Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	return e.copy()
}

// letters returns the dead letters of the kept messages, by their ids of SQS.
func (h *history) letters() map[string]Letter {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := map[string]Letter{}
	for _, e := range h.messages {
		if e.Letter != nil {
			all[e.Letter.Letter.SQSID] = e.Letter.of(e.Summary)
		}
	}
	return all
}

// removed notes that a letter left its queue.
func (h *history) removed(sqsID string, m Moment) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.messages {
		if e.Letter != nil && e.Letter.Letter.SQSID == sqsID {
			e.Timeline = append(e.Timeline, m)
			h.hub.tell("message", e.Number)
		}
	}
	h.hub.tell("letters", 0)
}

// clear forgets the messages that have ended, or the requests without a message.
func (h *history) clear(kind string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if kind == "request" {
		h.requests, h.droppedRequests = nil, 0
	} else {
		h.dropped = 0
		h.messages = slices.DeleteFunc(h.messages, (*entry).isEnded)
	}
	h.hub.tell(kind, 0)
}

// request returns the request with a number while it is kept.
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

// unended returns the number of running messages.
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

// tally is the number of kept messages or requests, and of all since the list was cleared.
type tally struct{ Kept, All int }

// IsCut reports whether some are not kept.
func (t tally) IsCut() bool { return t.All > t.Kept }

// count returns the numbers of messages and of requests without a message.
func (h *history) count() (messages, requests tally) {
	h.mu.Lock()
	defer h.mu.Unlock()
	m, r := len(h.messages), len(h.requests)
	return tally{m, m + h.dropped}, tally{r, r + h.droppedRequests}
}
