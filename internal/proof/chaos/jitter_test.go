package chaos

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// jitter is the random part of the waits of a container. It depends on the time.
// Goroutines that ask at the same time get the same value, so their order has no effect.
type jitter struct{ c *container }

func (j jitter) below(bound time.Duration) time.Duration {
	w := j.c.fleet.w
	return time.Duration(w.random("jitter", j.c.fleet.name, j.c.n, time.Since(w.start), bound).Int64N(int64(bound)))
}

// retryer returns the standard retryer of the AWS SDK with this jitter.
func (j jitter) retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
			return j.below(min(retry.DefaultMaxBackoff, time.Second<<attempt)), nil
		})
	})
}
