package chaos

import (
	"context"
	"errors"
	"slices"
)

// invocation is one run of the function.
type invocation struct {
	w      *world
	c      *container
	batch  []*message
	starts []*start // one for each of the batch
	// handles are the receipt handles of the batch; none where SNS invokes.
	handles []string
	owners  *owners
	failed  map[string]*attempt // requests that messages shared, by their key
	at      int                 // which of the batch the log tells of next
	halted  map[string]bool
	end     context.CancelFunc

	calls int // requests to any service
	death *death
}

// death is when a container is killed: around its nth request, or, where it
// makes none that late, before Lambda hears how the invocation ended.
type death struct {
	call  int
	after bool
}

type invocationKey struct{}

func invocationOf(ctx context.Context) *invocation {
	return ctx.Value(invocationKey{}).(*invocation)
}

var errKilled = errors.New("killed")

// enter counts a request, and refuses it when the container is dead or is to die
// now. Several are under way at a time, so that each keeps its number.
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

// leave is called when the service has done its part of a request.
func (i *invocation) leave(call int) error {
	if i.death != nil && i.death.after && call == i.death.call {
		i.die("killed after a request")
	}
	if i.c.dead {
		return errKilled
	}
	return nil
}

// die ends the container. Nothing that its code still does gets out.
func (i *invocation) die(kind string) {
	if i.c.dead {
		return
	}
	i.c.dead = true
	i.w.tally.count(kind, i.batch...)
	for _, s := range i.starts {
		s.killed = true
	}
	i.end()
}

// startOf is the start of a message of the batch. Of one that stands there twice,
// whose requests nothing tells apart, it is the one that ran less.
func (i *invocation) startOf(m *message) *start {
	var least *start
	for at, other := range i.batch {
		if other == m && (least == nil || i.starts[at].runs < least.runs) {
			least = i.starts[at]
		}
	}
	return least
}

// startsOf are all of them.
func (i *invocation) startsOf(m *message) []*start {
	var all []*start
	for at, other := range i.batch {
		if other == m {
			all = append(all, i.starts[at])
		}
	}
	return all
}

// even counts the runs of a message that stands in the batch twice for those of
// its starts that do not ask for another, one for each, and what is left over for
// any: more runs than such starts are too many.
func (i *invocation) even() {
	for _, m := range i.owners.batch {
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

// reported moves on when the function logs how a message ended, which it does in
// the order of the batch. In a FIFO queue it leaves out the rest of a group whose message stays.
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
