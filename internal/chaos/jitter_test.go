package chaos

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// jitter is the chance in the waits of a container. It goes by the instant, so that
// of those who draw at the same one it does not matter who is first: they get the
// same.
type jitter struct{ c *container }

func (j jitter) below(bound time.Duration) time.Duration {
	w := j.c.fleet.w
	return time.Duration(w.dice("jitter", j.c.fleet.name, j.c.n, time.Since(w.start), bound).Int64N(int64(bound)))
}

// retryer is the one that the AWS SDK has unless told otherwise, but for the
// chance in its waits.
func (j jitter) retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
			return j.below(min(retry.DefaultMaxBackoff, time.Second<<attempt)), nil
		})
	})
}
