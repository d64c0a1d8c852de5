package chaos

import (
	"sync"
	"time"
)

// world is the model: what stands between a publisher and Dataverse.
type world struct {
	*trial
	start   time.Time
	weather weather

	mu       sync.Mutex // guards all of what follows, and the trial
	agenda   agenda
	entries  int
	wake     chan struct{} // an entry was made elsewhere than in an entry
	running  int           // invocations
	queues   map[string]*queue
	passages map[string]int     // how often a request was sent, by its key
	shared   map[string]*shared // by bulk message
	batches  int                // of the standard queues
	large    int                // of those, of a hundred messages or more
	largest  int
	standard *fleet
	ordered  *fleet
	secret   int // the number of the client secret
	readable int // the number of the one in Secrets Manager
}

// after has the model do something later.
func (w *world) after(d time.Duration, do func()) {
	w.entries++
	w.agenda.add(entry{time.Now().Add(d), w.entries, do})
	w.nudge()
}

func (w *world) nudge() {
	select {
	case w.wake <- struct{}{}:
	default: // it is awake
	}
}

// run lets time go by until there is nothing left to do.
func (w *world) run() {
	for {
		w.mu.Lock()
		for do, ok := w.agenda.due(time.Now()); ok; do, ok = w.agenda.due(time.Now()) {
			do()
		}
		at, more := w.agenda.next()
		idle := w.running == 0
		w.mu.Unlock()
		if !more {
			if idle {
				return
			}
			<-w.wake
			continue
		}
		timer := time.NewTimer(time.Until(at))
		select {
		case <-timer.C:
		case <-w.wake:
			timer.Stop()
		}
	}
}
