package inspector

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// quiet is the longest silence of a stream, so that a lost listener is noticed.
const quiet = 15 * time.Second

// stream sends changes as server-sent events, until the client disconnects. An event named
// change has a kind: message, request, rows, letters or faults. It has the number of the message or
// request, unless the listener is far behind. stream does not repeat a missed event: a client
// reads the list instead. The first event, hello, has the id of this start of the emulator.
//
// See https://html.spec.whatwg.org/multipage/server-sent-events.html
func (i web) stream(w http.ResponseWriter, r *http.Request) {
	l := i.hub.listen()
	if l == nil {
		refuse(w, r, refusef(http.StatusServiceUnavailable, "too many listeners: at most %d at a time", maxListeners))
		return
	}
	defer l.leave()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	control := http.NewResponseController(w)
	send := func(format string, args ...any) bool {
		if _, err := fmt.Fprintf(w, format, args...); err != nil {
			return false
		}
		return control.Flush() == nil
	}
	// The first event says that the stream is open, and that earlier changes may be new.
	for ok := send("retry: 1000\nevent: hello\ndata: {\"start\":%q}\n\n", i.id); ok; {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(quiet):
			ok = send(": quiet\n\n")
		case _, open := <-l.ready:
			if !open {
				return
			}
			for _, n := range l.take() {
				data, _ := json.Marshal(n) // a string and a number
				ok = ok && send("event: change\ndata: %s\n\n", data)
			}
		}
	}
}
