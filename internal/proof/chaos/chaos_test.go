package chaos

import (
	"cmp"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
)

var (
	messageCount = flag.Int("messages", 800, "`number` of messages of TestChaos")
	seedFlag     = flag.Uint64("seed", 0, "seed of TestChaos and TestKill; 0 means any")
)

// TestChaos publishes messages of every operation for half a day while everything fails.
// It waits for the end of the last message, and verifies every message and every row.
func TestChaos(t *testing.T) {
	seed := cmp.Or(*seedFlag, rand.Uint64N(1_000_000)+1)
	t.Logf("SEED=%d, %d messages", seed, *messageCount)
	synctest.Test(t, func(t *testing.T) { chaos(t, seed, *messageCount) })
}

func chaos(t *testing.T, seed uint64, messages int) {
	testRun, err := newTestRun(seed)
	if err != nil {
		t.Fatal(err)
	}
	w := &simulation{
		testRun: testRun, start: time.Now(), outages: outages{time.Now()}, wake: make(chan struct{}, 1), queues: map[string]*queue{},
		requestCounts: map[string]int{}, shared: map[string]*shared{},
	}
	w.rotateSecret()
	w.publishSecret()
	if w.admin, err = newAdmin(w.emulator, emulator.ClientID, w.clientSecret()); err != nil {
		t.Fatal(err)
	}
	if err := testRun.makeLedger(); err != nil {
		t.Fatal(err)
	}
	p := &plan{testRun: testRun}
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

	if w.admin, err = newAdmin(w.emulator, emulator.ClientID, w.clientSecret()); err != nil {
		t.Fatal(err)
	}
	after, err := w.admin.read(slices.Concat(p.accounts, p.familyAccounts))
	if err != nil {
		t.Fatal(err)
	}
	w.verdict(p, newVerifier(testRun, before, after, base))
	w.report(t)
	w.checkQuoted(t)
	w.checkShared(t)
	w.checkMeasured(t)
}

// open creates the function and its queues, and schedules all events.
func (w *simulation) open() {
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
	events := w.newQueue(eventQueueName, nil)
	events.consumer = &consumer{queue: events, fleet: w.standard, most: 3}
	w.scheduleOutages()
	w.after(moveTaskAt, func() { w.moveAll(dead, w.queues["work"]) })
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

// verdict verifies the result of the run.
func (w *simulation) verdict(p *plan, j *verifier) {
	w.read(w.queues["dead"])
	w.read(w.queues["dead.fifo"])
	for _, m := range w.messages {
		w.checkEnds(m)
	}
	w.checkEvents()
	j.settle(p)
	j.checkAppUser()
	j.compare()
	for _, name := range []string{"work", "raw", "work.fifo"} {
		for _, d := range w.queues[name].all {
			if !d.deleted {
				w.wrong(d.message, "is left in %s", name)
			}
		}
	}
}
