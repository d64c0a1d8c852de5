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
	at     int      // which of the batch it is at
	halted map[string]bool
	end    context.CancelFunc

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
// now.
func (i *invocation) enter() error {
	i.calls++
	if i.death != nil && !i.death.after && i.calls == i.death.call {
		i.die("killed before a request")
	}
	if i.c.dead {
		return errKilled
	}
	return nil
}

// leave is called when the service has done its part.
func (i *invocation) leave() error {
	if i.death != nil && i.death.after && i.calls == i.death.call {
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

// current is the message that the function works at, as far as its log tells.
func (i *invocation) current() (*message, *start) {
	at := min(i.at, len(i.batch)-1)
	return i.batch[at], i.starts[at]
}

// reported moves on when the function logs how a message ended. In a FIFO queue
// it leaves out the rest of a group whose message stays.
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
