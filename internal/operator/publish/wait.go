package publish

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	// maxTries is the most attempts for a message or a request. They wait for at most 65
	// seconds, and for half of that on average.
	maxTries  = 10
	firstWait = 200 * time.Millisecond
	maxWait   = 20 * time.Second
	// maxUnanswered is the most requests in a row without a response. Each of them leaves
	// ten messages of a standard topic uncertain.
	maxUnanswered = 3
	// deduplicates is the time in which an ordered topic recognises a duplicate: the five
	// minutes of SNS, less one minute for clocks and delays.
	//
	// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
	deduplicates = 4 * time.Minute
)

// wait is the wait after a number of attempts: a random time below a bound that doubles,
// so that clients that were throttled at the same time do not return at the same time.
//
// See https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
func wait(tries int) time.Duration {
	return rand.N(min(maxWait, firstWait<<min(tries-1, 10)))
}

// sleep waits until a time or until ctx ends, and returns the error of ctx.
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

// pace limits the messages a second to rate.
type pace struct {
	rate float64 // 0 is no limit
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
