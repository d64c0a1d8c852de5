package chaos

import (
	"context"
	"errors"
	"slices"
)

// invocation is one run of the function.
type invocation struct {
	w      *simulation
	c      *container
	batch  []*message
	starts []*start // one for each message of the batch
	// handles are the receipt handles of the batch. It is empty if SNS invokes.
	handles     []string
	attribution *attribution
	failed      map[string]*attempt // failed requests of several messages, by their key
	at          int                 // index of the message that the next line of the log is about
	halted      map[string]bool
	end         context.CancelFunc

	isOfEvents bool     // the batch is outcome events
	ends       []logEnd // of its log
	calls      int      // requests to any service
	death      *death
}

// death is the time of a kill: before or after the nth request, or, if there are fewer
// requests, before Lambda gets the result of the invocation.
type death struct {
	call  int
	after bool
}

// logEnd is the outcome of a message in the log.
type logEnd struct {
	message *message
	outcome string
}

// keepEnds notes the ends that the invocation reached. An invocation that was killed has
// reported nothing.
func (i *invocation) keepEnds() {
	for _, e := range i.ends {
		if e.outcome == "retry" || e.outcome == "failed" {
			continue
		}
		if e.message.ends == nil {
			e.message.ends = map[string]bool{}
		}
		e.message.ends[e.outcome] = true
	}
}

type invocationKey struct{}

func invocationOf(ctx context.Context) *invocation {
	return ctx.Value(invocationKey{}).(*invocation)
}

var errKilled = errors.New("killed")

// enter counts a request. It refuses the request if the container is dead or must die
// now. Each request keeps its number, because requests run concurrently.
func (i *invocation) enter() (call int, err error) {
	i.calls++
	if i.death != nil && !i.death.after && i.calls == i.death.call {
		i.die("killed before a request")
	}
	if i.c.dead {
		return 0, errKilled
	}
	return i.calls, nil
}

// leave is called when the service has carried out a request.
func (i *invocation) leave(call int) error {
	if i.death != nil && i.death.after && call == i.death.call {
		i.die("killed after a request")
	}
	if i.c.dead {
		return errKilled
	}
	return nil
}

// die kills the container. Requests and log lines of its code have no effect after that.
func (i *invocation) die(kind string) {
	if i.c.dead {
		return
	}
	i.c.dead = true
	i.w.faultCounts.count(kind, i.batch...)
	for _, s := range i.starts {
		s.killed = true
	}
	i.end()
}

// startOf returns the start of a message of the batch. If the batch contains the message
// twice, it returns the start with fewer runs, because the requests of both do not
// differ.
func (i *invocation) startOf(m *message) *start {
	var least *start
	for at, other := range i.batch {
		if other == m && (least == nil || i.starts[at].runs < least.runs) {
			least = i.starts[at]
		}
	}
	return least
}

// startsOf returns all starts of a message of the batch.
func (i *invocation) startsOf(m *message) []*start {
	var all []*start
	for at, other := range i.batch {
		if other == m {
			all = append(all, i.starts[at])
		}
	}
	return all
}

// divideRuns divides the runs of a message that is in the batch twice: one run for each
// start that did not ask for another start, and the remaining runs for any start. More
// runs than such starts are an error.
func (i *invocation) divideRuns() {
	for _, m := range i.attribution.batch {
		all := i.startsOf(m)
		if len(all) == 1 {
			continue
		}
		runs := 0
		for _, s := range all {
			runs += s.runs
			s.runs = 0
		}
		slices.SortStableFunc(all, func(a, b *start) int { return compareBools(a.again, b.again) })
		for n := range runs {
			all[n%len(all)].runs++
		}
	}
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// reported advances to the next message when the function logs the outcome of a message.
// The function logs in the order of the batch. After a message of a FIFO queue that
// stays in the queue, it skips the rest of the group.
func (i *invocation) reported(m *message, outcome string) {
	at := slices.Index(i.batch[i.at:], m)
	if at < 0 {
		i.w.wrong(m, "the log tells of a message out of turn")
		return
	}
	i.at += at + 1
	if m.mode == ordered && (outcome == "retry" || outcome == "failed") {
		i.halted[m.group] = true
	}
	for i.at < len(i.batch) && i.batch[i.at].mode == ordered && i.halted[i.batch[i.at].group] {
		i.at++
	}
}
