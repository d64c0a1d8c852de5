package pacing

import (
	"math/rand/v2"
	"time"
)

// world is a simulation.
type world struct {
	*clock
	*environment
	Scenario
	dice   *rand.Rand
	queue  *queue
	free   []*container
	counts counts
	// inFlight is the messages that a container has.
	inFlight int
}

// Run simulates an hour with a strategy. See [Strategies] for the names.
func Run(s Scenario, strategy string) Figures {
	c := &clock{}
	dice := rand.New(rand.NewPCG(s.Seed, 19))
	w := &world{clock: c, environment: newEnvironment(c, dice, s), Scenario: s, dice: dice}
	mean := time.Duration(float64(time.Second) / (s.Capacity() * float64(s.Load) / 100))
	w.queue = &queue{dice: dice, takes: s.takes, mean: mean}
	for range s.Containers {
		w.free = append(w.free, &container{world: w, strategy: newStrategy(strategy, s.Containers)})
	}
	w.at(0, w.poll)
	w.at(otherFrom, (&other{world: w}).next)
	c.runUntil(hour)
	return w.figures()
}

// at calls run when d has passed.
func (w *world) at(d time.Duration, run func()) { w.clock.after(d, run) }

// poll gives messages to the free containers, as the pollers of Lambda do.
func (w *world) poll() {
	const pause = 10 * time.Millisecond
	for len(w.free) > 0 {
		messages := w.queue.receive(w.now(), w.batch())
		if len(messages) == 0 {
			w.at(max(w.queue.upcoming()-w.now(), 0)+pause, w.poll)
			return
		}
		i, last := w.dice.IntN(len(w.free)), len(w.free)-1
		c := w.free[i]
		w.free[i] = w.free[last]
		w.free = w.free[:last]
		w.inFlight += len(messages)
		for _, m := range messages {
			w.counts.receives = max(w.counts.receives, m.received)
		}
		c.invoke(messages)
	}
}

func (w *world) now() time.Duration { return w.clock.now }

// idle takes a container back.
func (w *world) idle(c *container) {
	w.free = append(w.free, c)
	if len(w.free) == 1 {
		w.at(0, w.poll)
	}
}

// done takes in a message that took effect.
func (w *world) done(m *message) {
	w.inFlight--
	m.effects++
	w.counts.done(w.now(), m)
}
