package publish

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	// maxTries is how often a message, or a request, is tried: over at most 65
	// seconds of waiting, half of it on average.
	maxTries  = 10
	firstWait = 200 * time.Millisecond
	maxWait   = 20 * time.Second
	// maxUnanswered is how many requests in a row may go without an answer, each of
	// which leaves ten messages of a standard topic uncertain.
	maxUnanswered = 3
	// deduplicates is for how long a message of an ordered topic is sent again
	// without harm: SNS's five minutes, less one for clocks and the way.
	//
	// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
	deduplicates = 4 * time.Minute
)

// wait is how long to wait after so many tries: any time up to a bound that
// doubles, so that those who were throttled together do not come back together.
//
// See https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
func wait(tries int) time.Duration {
	return rand.N(min(maxWait, firstWait<<min(tries-1, 10)))
}

// sleep waits until a time or until the context ends, and returns its error.
func sleep(ctx context.Context, until time.Time) error {
	d := time.Until(until)
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return ctx.Err()
	}
}

// pace spreads messages such that no more than rate are sent in a second.
type pace struct {
	rate float64 // 0: as fast as it goes
	next time.Time
}

func (p *pace) wait(ctx context.Context, messages int) error {
	if p.rate <= 0 {
		return ctx.Err()
	}
	if err := sleep(ctx, p.next); err != nil {
		return err
	}
	p.next = time.Now().Add(time.Duration(float64(messages) / p.rate * float64(time.Second)))
	return nil
}
