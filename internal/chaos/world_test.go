package chaos

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// origin is where the emulator seems to be.
const origin = "https://contoso.crm4.dynamics.com"

// world is the model: what stands between a publisher and Dataverse.
type world struct {
	seed     uint64
	start    time.Time
	emulator *dynamicstest.Emulator
	admin    *admin
	weather  weather

	mu       sync.Mutex // guards all of what follows
	agenda   agenda
	entries  int
	wake     chan struct{} // an entry was made elsewhere than in an entry
	running  int           // invocations
	messages []*message
	byID     map[string]*message // by MessageId, or by the id SQS gave a raw delivery
	queues   map[string]*queue
	standard *fleet
	ordered  *fleet
	tally    tally
	commits  map[string][]int // by group, the messages in the order of their commits
	problems []problem
	secret   int // the number of the client secret
	readable int // the number of the one in Secrets Manager
}

// problem is something that must not be.
type problem struct {
	message *message // nil where it is not about one
	text    string
}

// dice are what decides about something: always the same for a seed, whatever
// else was decided before.
func (w *world) dice(about ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintln(h, about...)
	return rand.New(rand.NewPCG(w.seed, h.Sum64()))
}

// guid is one that only this thing has.
func (w *world) guid(about ...any) string {
	d := w.dice(about...)
	a, b := d.Uint64(), d.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0xfff, b&0xffffffffffff)
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

func (w *world) wrong(m *message, format string, args ...any) {
	w.problems = append(w.problems, problem{m, fmt.Sprintf(format, args...)})
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
