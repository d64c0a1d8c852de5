package metrics

import (
	"cmp"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Config is what a [Recorder] is made of.
type Config struct {
	// Writer takes the lines, each by one call of Write. It is where the log goes
	// too: the function's standard output.
	Writer io.Writer
	// Namespace is that of the metrics: letters, digits and . - _ / #
	Namespace string
	// Level is what the lines bear. Lambda drops lines below the level that is
	// set for the function's log, and would drop the metrics with them.
	Level slog.Level
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Recorder gathers what happens until [Recorder.Flush] writes it down: in an
// invocation, and before it, as the sign-in of a cold start. It is safe for
// concurrent use; a nil one records nothing.
type Recorder struct {
	config Config

	mu     sync.Mutex
	ended  [][ends]int         // by operation
	values [len(all)][]float64 // of the other metrics; of a count, its sum alone
	line   []byte              // kept from one line to the next
}

// New returns a recorder.
func New(c Config) *Recorder {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Recorder{config: c, ended: make([][ends]int, len(operations))}
}

// End is how a try of a message ended.
type End struct {
	// Operation is one of [Operations]; anything else counts as the last of them.
	Operation string
	// Metric is one of Applied, Unchanged, Rejected, Unavailable, Misconfigured
	// and Unknown; anything else counts as Unavailable.
	Metric string
	// Age is how long ago the message was published when it was applied.
	Age time.Duration
	// IsHandedOver says that the function put the message into the retry queue.
	IsHandedOver bool
}

// Ended records the end of a try of a message.
func (r *Recorder) Ended(e End) {
	if r == nil {
		return
	}
	operation := slices.Index(operations, cmp.Or(e.Operation, Undecoded))
	if operation < 0 {
		operation = len(operations) - 1
	}
	end := slices.IndexFunc(all[:ends], func(m Metric) bool { return m.Name == e.Metric })
	if end < 0 {
		end = unavailable
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended[operation][end]++
	if end == applied {
		// The clocks are those of SNS and of the function.
		r.observe(ageAtEffect, float64(max(0, e.Age.Milliseconds())))
	}
	if e.IsHandedOver {
		r.count(handedOver)
	}
}

// Request records a request to Dataverse: how long its answer took, whether that
// was 429, and the wait it asked for, 0 being none.
func (r *Recorder) Request(took time.Duration, isThrottled bool, wait time.Duration) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.observe(dataverseLatency, float64(took.Round(100*time.Microsecond))/float64(time.Millisecond))
	if isThrottled {
		r.count(throttled)
	}
	if wait > 0 {
		r.observe(retryAfter, wait.Round(time.Second).Seconds())
	}
}

// TokenFetch records a request for a token, and whether it was given.
func (r *Recorder) TokenFetch(given bool) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count(tokenFetches)
	if !given {
		r.count(tokenFailures)
	}
}

func (r *Recorder) observe(metric int, value float64) {
	r.values[metric] = append(r.values[metric], value)
}

func (r *Recorder) count(metric int) {
	if len(r.values[metric]) == 0 {
		r.observe(metric, 0)
	}
	r.values[metric][0]++
}
