package chaos

import (
	"sync"
	"time"
)

// simulation is the model of the services between a publisher and Dataverse.
type simulation struct {
	*testRun
	start   time.Time
	outages outages

	mu              sync.Mutex // guards the following fields and the test run
	eventQueue      eventQueue
	scheduledEvents int
	wake            chan struct{} // an event was scheduled outside an event
	running         int           // invocations
	queues          map[string]*queue
	requestCounts   map[string]int     // requests by their key
	shared          map[string]*shared // by bulk message
	batches         int                // of the standard queues
	large           int                // batches of a hundred messages or more
	largest         int
	standard        *fleet
	ordered         *fleet
	secret          int // number of the client secret
	readable        int // number of the client secret in Secrets Manager
}

// after schedules an event.
func (w *simulation) after(d time.Duration, do func()) {
	w.scheduledEvents++
	w.eventQueue.add(scheduledEvent{time.Now().Add(d), w.scheduledEvents, do})
	w.wakeRun()
}

func (w *simulation) wakeRun() {
	select {
	case w.wake <- struct{}{}:
	default: // it is awake
	}
}

// run executes the events until the queue of events is empty.
func (w *simulation) run() {
	for {
		w.mu.Lock()
		for do, ok := w.eventQueue.due(time.Now()); ok; do, ok = w.eventQueue.due(time.Now()) {
			do()
		}
		at, more := w.eventQueue.next()
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
