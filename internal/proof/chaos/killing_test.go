package chaos

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// killing is the state that the workers of TestKill share.
type killing struct {
	*testRun

	mu              sync.Mutex // guards the test run and the following fields
	settled         *sync.Cond // a delivery ended
	waiting         []delivery
	running         int
	taken           int
	left            int                    // kills left
	typicalDuration map[bool]time.Duration // typical duration of an invocation: of the first of a process, and of a later one
	dead            []*queuedMessage
	deliveryCount   map[*message]int // deliveries by SNS and SQS, without retries
	errs            []error
	dir             string // directory for files of the run
}

// trust writes the certificate of a backend to a file, so that a process can trust it.
func (k *killing) trust(c *x509.Certificate, worker, place int) (file string) {
	file = filepath.Join(k.dir, fmt.Sprintf("ca-%d-%d.pem", worker, place))
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), 0o600); err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.errs = append(k.errs, err)
	}
	return file
}

// mostStarts is far above the number of starts that faults and kills can cause. A
// message that reaches it does not end.
const mostStarts = 100

func newKilling(t *testRun, kills int) *killing {
	k := &killing{
		testRun: t, left: kills, deliveryCount: map[*message]int{},
		typicalDuration: map[bool]time.Duration{true: 40 * time.Millisecond, false: 5 * time.Millisecond},
	}
	k.settled = sync.NewCond(&k.mu)
	for _, m := range t.messages {
		m.published = time.Now().Truncate(time.Millisecond)
		if m.mode == raw {
			m.topic = queueARN("raw")
		}
		k.send(m)
		if k.random("twice", m.n).IntN(10) == 0 {
			k.sendAgain(m)
		}
	}
	return k
}

func (k *killing) send(m *message) {
	k.deliveryCount[m]++
	k.waiting = append(k.waiting, newDelivery(m))
}

func (k *killing) sendAgain(m *message) {
	k.faultCounts.count("delivered twice", m)
	k.send(m)
}

// next returns any waiting delivery. When all messages have ended and kills are left, it
// delivers some messages again.
func (k *killing) next() (delivery, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.waiting) == 0 && k.running > 0 && len(k.errs) == 0 {
		k.settled.Wait()
	}
	if len(k.errs) > 0 || len(k.waiting) == 0 && k.left <= 0 {
		return delivery{}, false
	}
	k.taken++
	d := k.random("next", k.taken)
	if len(k.waiting) == 0 {
		k.sendAgain(k.messages[d.IntN(len(k.messages))])
	}
	i, last := d.IntN(len(k.waiting)), len(k.waiting)-1
	p := k.waiting[i]
	k.waiting[i] = k.waiting[last]
	k.waiting = k.waiting[:last]
	k.running++
	return p, true
}

// settle puts a delivery back unless the function completed it.
func (k *killing) settle(p delivery, r ending, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	defer k.settled.Broadcast()
	k.running--
	m, s := p.message, r.start
	switch {
	case err != nil:
	case r.killed && s.runs > 0:
		k.faultCounts.count(killedAfter, m)
	case r.killed:
		k.faultCounts.count(killedBefore, m)
	case r.again:
		m.note("failed: %s", r.response)
		s.again = true
		if p.queue != "" && !s.held {
			k.wrong(m, "failed, and was left to the queue's own visibility timeout")
		}
	default:
		m.note("done")
		return
	}
	if err == nil && len(m.starts) == mostStarts {
		err = fmt.Errorf("it does not come to its end:\n%v", m)
	}
	if err != nil {
		k.errs = append(k.errs, fmt.Errorf("message %d: %w", m.n, err))
	}
	p.received++
	k.waiting = append(k.waiting, p)
}

const (
	killedBefore = "SIGKILL before the commit, or without one"
	killedAfter  = "SIGKILL after the commit"
)
