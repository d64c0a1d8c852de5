package chaos

import (
	"cmp"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

var (
	messageCount = flag.Int("messages", 800, "`number` of messages of TestChaos")
	seedFlag     = flag.Uint64("seed", 0, "seed of TestChaos and TestKill; 0 means any")
)

// TestChaos publishes messages of every operation over half a day in which
// everything fails, lets the last of them come to its end, and holds every
// message and every row to what must have become of it.
func TestChaos(t *testing.T) {
	seed := cmp.Or(*seedFlag, rand.Uint64N(1_000_000)+1)
	t.Logf("SEED=%d, %d messages", seed, *messageCount)
	synctest.Test(t, func(t *testing.T) { chaos(t, seed, *messageCount) })
}

func chaos(t *testing.T, seed uint64, messages int) {
	trial, err := newTrial(seed)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		trial: trial, start: time.Now(), weather: weather{time.Now()}, wake: make(chan struct{}, 1), queues: map[string]*queue{},
		passages: map[string]int{}, shared: map[string]*shared{},
	}
	w.rotate()
	w.publishSecret()
	if w.admin, err = newAdmin(w.emulator, dynamicstest.ClientID, w.clientSecret()); err != nil {
		t.Fatal(err)
	}
	p := &plan{trial: trial}
	base := p.base()
	if err := p.messages(messages); err != nil {
		t.Fatal(err)
	}
	before, err := w.admin.read(p.accounts)
	if err != nil {
		t.Fatal(err)
	}
	w.open()
	w.run()
	t.Logf("%v of model time, %d invocations", time.Since(w.start).Round(time.Minute), w.standard.invocations+w.ordered.invocations)

	if w.admin, err = newAdmin(w.emulator, dynamicstest.ClientID, w.clientSecret()); err != nil {
		t.Fatal(err)
	}
	after, err := w.admin.read(slices.Concat(p.accounts, p.kin))
	if err != nil {
		t.Fatal(err)
	}
	w.verdict(p, newJudge(trial, before, after, base))
	w.report(t)
	w.checkQuoted(t)
	w.checkShared(t)
	w.checkMeasured(t)
}

// open sets up the function and its queues, and enters what is to happen.
func (w *world) open() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fleets()
	dead, deadInOrder := w.newQueue("dead", nil), w.newQueue("dead.fifo", nil)
	for _, c := range []struct {
		name  string
		dead  *queue
		fleet *fleet
	}{{"work", dead, w.standard}, {"raw", dead, w.standard}, {"work.fifo", deadInOrder, w.ordered}} {
		q := w.newQueue(c.name, c.dead)
		q.consumer = &consumer{queue: q, fleet: c.fleet, most: 5}
	}
	w.forecast()
	w.after(redriveAt, func() {
		w.redriveAll(dead, w.queues["work"])
		w.redriveAll(deadInOrder, w.queues["work.fifo"])
	})
	a := &async{w: w}
	times := map[string][]time.Duration{} // of a group, in their order
	for _, m := range w.messages {
		if m.mode == ordered {
			times[m.group] = append(times[m.group], w.when(m))
		}
	}
	for _, group := range times {
		slices.Sort(group)
	}
	for _, m := range w.messages {
		at := w.when(m)
		if m.mode == ordered {
			at, times[m.group] = times[m.group][0], times[m.group][1:]
		}
		w.after(at, func() { w.publish(a, m) })
	}
}

// verdict settles how everything ended.
func (w *world) verdict(p *plan, j *judge) {
	w.read(w.queues["dead"])
	w.read(w.queues["dead.fifo"])
	for _, m := range w.messages {
		w.checkEnds(m)
	}
	j.settle(p)
	j.enrolled()
	j.compare()
	for _, name := range []string{"work", "raw", "work.fifo"} {
		for _, d := range w.queues[name].all {
			if !d.deleted {
				w.wrong(d.message, "is left in %s", name)
			}
		}
	}
}
