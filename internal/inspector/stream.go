package inspector

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// quiet is how long a stream stays silent at most, so that a listener that is gone
// is noticed.
const quiet = 15 * time.Second

// stream tells what changes as server-sent events, until the client goes. An event
// named change has a kind (message, request, rows, faults), and a number where it
// is of one and the listener is not far behind; what was missed is not sent again: look at the list.
//
// See https://html.spec.whatwg.org/multipage/server-sent-events.html
func (i *Inspector) stream(w http.ResponseWriter, r *http.Request) {
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
	// The first event says that it listens, and that what came before may be new.
	for ok := send("retry: 1000\nevent: hello\ndata: {}\n\n"); ok; {
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
