package deadletter

import (
	"context"
	"time"
)

// pace spaces letters out.
type pace struct {
	every time.Duration
	next  time.Time
}

// newPace is of so many a second, 0 for no limit.
func newPace(rate float64) *pace {
	if rate <= 0 {
		return &pace{}
	}
	return &pace{every: time.Duration(float64(time.Second) / rate)}
}

// hold is how long a letter stays out of sight that is about to be sent on: short,
// as it is the time that one stays away after the redrive was killed.
const hold = 2 * time.Minute

// batch is how many letters to take at a time, and for how long, so that none
// comes back before its turn.
func (p *pace) batch() (most int, held time.Duration) {
	most = batch
	if p.every > 0 {
		most = int(max(1, min(batch, hold/2/p.every)))
	}
	return most, hold + time.Duration(most)*p.every
}

// wait waits for the next turn. Its error is that of ctx.
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
