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

// killing is what the workers of TestKill share.
type killing struct {
	*trial

	mu       sync.Mutex // guards the trial and all of what follows
	settled  *sync.Cond // something was delivered
	waiting  []parcel
	running  int
	taken    int
	left     int                    // kills
	usual    map[bool]time.Duration // what an invocation takes: the first of a process, another
	dead     []*deposit
	sendings map[*message]int // by SNS and SQS, not counting those that failed
	errs     []error
	dir      string // for files of the run
}

// trust writes the certificate that a front signs itself with to a file, for a process
// to trust.
func (k *killing) trust(c *x509.Certificate, worker, place int) (file string) {
	file = filepath.Join(k.dir, fmt.Sprintf("ca-%d-%d.pem", worker, place))
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), 0o600); err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.errs = append(k.errs, err)
	}
	return file
}

// mostStarts is far above what faults and kills make of one message: one that
// reaches it does not come to its end.
const mostStarts = 100

func newKilling(t *trial, kills int) *killing {
	k := &killing{
		trial: t, left: kills, sendings: map[*message]int{},
		usual: map[bool]time.Duration{true: 40 * time.Millisecond, false: 5 * time.Millisecond},
	}
	k.settled = sync.NewCond(&k.mu)
	for _, m := range t.messages {
		m.published = time.Now().Truncate(time.Millisecond)
		if m.mode == raw {
			m.topic = queueARN("raw")
		}
		k.send(m)
		if k.dice("twice", m.n).IntN(10) == 0 {
			k.sendAgain(m)
		}
	}
	return k
}

func (k *killing) send(m *message) {
	k.sendings[m]++
	k.waiting = append(k.waiting, newParcel(m))
}

func (k *killing) sendAgain(m *message) {
	k.tally.count("delivered twice", m)
	k.send(m)
}

// next takes any of the parcels that wait. Once all messages are at their end,
// some are delivered again for as long as there is somebody to kill.
func (k *killing) next() (parcel, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.waiting) == 0 && k.running > 0 && len(k.errs) == 0 {
		k.settled.Wait()
	}
	if len(k.errs) > 0 || len(k.waiting) == 0 && k.left <= 0 {
		return parcel{}, false
	}
	k.taken++
	d := k.dice("next", k.taken)
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

// settle puts a parcel back unless the function is done with it.
func (k *killing) settle(p parcel, r ending, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	defer k.settled.Broadcast()
	k.running--
	m, s := p.message, r.start
	switch {
	case err != nil:
	case r.killed && s.runs > 0:
		k.tally.count(killedAfter, m)
	case r.killed:
		k.tally.count(killedBefore, m)
	case r.again:
		m.note("failed: %s", r.answer)
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
