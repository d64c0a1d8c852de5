package deadletter

import (
	"context"
	"time"
)

// pace limits the letters a second.
type pace struct {
	every time.Duration
	next  time.Time
}

// newPace returns a pace of rate letters a second; 0 is no limit.
func newPace(rate float64) *pace {
	if rate <= 0 {
		return &pace{}
	}
	return &pace{every: time.Duration(float64(time.Second) / rate)}
}

// redriveTimeout is the visibility timeout of a letter that is redriven next. It is short,
// because a letter stays invisible for that long after the command was killed.
const redriveTimeout = 2 * time.Minute

// batch returns how many letters to receive at a time, and their visibility timeout: no
// letter becomes visible again before it is redriven.
func (p *pace) batch() (limit int, timeout time.Duration) {
	limit = batch
	if p.every > 0 {
		limit = int(max(1, min(batch, redriveTimeout/2/p.every)))
	}
	return limit, redriveTimeout + time.Duration(limit)*p.every
}

// wait waits until the next letter may be redriven. The error comes from ctx.
func (p *pace) wait(ctx context.Context) error {
	if p.every > 0 {
		timer := time.NewTimer(time.Until(p.next))
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		p.next = time.Now().Add(p.every)
	}
	return ctx.Err()
}
