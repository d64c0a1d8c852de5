package chaos

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// jitter is the chance in the waits of a container, by the seed. A sign-in may
// outlast its invocation, and so draw beside the next one.
type jitter struct {
	mu   sync.Mutex
	dice *rand.Rand
}

func (j *jitter) below(bound time.Duration) time.Duration {
	j.mu.Lock()
	defer j.mu.Unlock()
	return time.Duration(j.dice.Int64N(int64(bound)))
}

// retryer is the one that the AWS SDK has unless told otherwise, but for the
// chance in its waits.
func (j *jitter) retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
			return j.below(min(retry.DefaultMaxBackoff, time.Second<<attempt)), nil
		})
	})
}
