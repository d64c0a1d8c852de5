package chaos

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
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
	emulator, err := dynamicstest.New(dynamicstest.Options{KeepRequests: 1})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		seed: seed, start: time.Now(), emulator: emulator, weather: weather{time.Now()}, wake: make(chan struct{}, 1),
		byID: map[string]*message{}, queues: map[string]*queue{}, commits: map[string][]int{}, tally: tally{},
	}
	w.rotate()
	w.publishSecret()
	if w.admin, err = newAdmin(emulator, w.clientSecret()); err != nil {
		t.Fatal(err)
	}
	p := &plan{w: w}
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

	if w.admin, err = newAdmin(emulator, w.clientSecret()); err != nil {
		t.Fatal(err)
	}
	after, err := w.admin.read(p.accounts)
	if err != nil {
		t.Fatal(err)
	}
	w.verdict(p, newJudge(w, before, after, base))
	w.report(t)
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
	groups := map[string][]*message{}
	for _, m := range w.messages {
		w.checkEnds(m)
		j.message(m)
		if m.mode == ordered {
			groups[m.group] = append(groups[m.group], m)
		}
	}
	for _, r := range p.rows {
		j.sequenced(r)
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		j.group(name, groups[name])
	}
	j.compare()
	for _, name := range []string{"work", "raw", "work.fifo"} {
		for _, d := range w.queues[name].all {
			if !d.deleted {
				w.wrong(d.message, "is left in %s", name)
			}
		}
	}
}

// report prints the table, and what must not be.
func (w *world) report(t *testing.T) {
	t.Logf("\n%s", w.tally.String(w.messages))
	sorts := map[string]int{}
	for _, m := range w.messages {
		sorts[" runs of repeatable actions again"] += m.repeated
		for _, s := range m.starts {
			if m.runs && !m.repeats && s.runs > 0 && s.again {
				sorts[" actions to run again, as their dead letter could not be sent"]++
			}
		}
		sorts[fmt.Sprintf("%-30s %s", m.sort, m.fate)]++
		for _, l := range m.letters {
			sorts[" dead letter: "+l["class"]]++
		}
		sorts[" dead letter: after too many receives"] += m.redrives
		sorts[" dead letter: after three invocations"] += m.failures
	}
	var b strings.Builder
	for _, s := range slices.Sorted(maps.Keys(sorts)) {
		fmt.Fprintf(&b, "%-62s %d\n", s, sorts[s])
	}
	t.Logf("\n%s", b.String())
	const most = 10
	for _, p := range w.problems[:min(most, len(w.problems))] {
		if p.message == nil {
			t.Errorf("SEED=%d: %s", w.seed, p.text)
		} else {
			t.Errorf("SEED=%d: %s\n%v", w.seed, p.text, p.message)
		}
	}
	if n := len(w.problems) - most; n > 0 {
		t.Errorf("SEED=%d: and %d more", w.seed, n)
	}
}
