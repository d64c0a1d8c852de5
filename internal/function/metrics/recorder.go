package metrics

import (
	"cmp"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Config is the configuration of a [Recorder].
type Config struct {
	// Writer takes the lines, one for each call of Write. The log has the same
	// destination: the function's standard output.
	Writer io.Writer
	// Namespace is the namespace of the metrics: letters, digits and . - _ / #
	Namespace string
	// Level is the level of the lines. Lambda drops lines below the level of the
	// function's log, and would drop the metrics with them.
	Level slog.Level
	// Routes are the names of the routes: letters, digits and - _
	Routes []string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Recorder collects metrics until [Recorder.Flush] writes them. It collects them in an
// invocation and before it, for example in the sign-in of a cold start. It is safe for
// concurrent use. A nil Recorder records nothing.
type Recorder struct {
	config Config

	mu     sync.Mutex
	ended  [][ends]int         // by route and operation, see [Recorder.place]
	values [len(all)][]float64 // of the other metrics; a count has one value, its sum
	line   []byte              // reused for every line
}

// New returns a recorder.
func New(c Config) *Recorder {
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Routes = c.Routes[:min(len(c.Routes), MaxRoutes)]
	return &Recorder{config: c, ended: make([][ends]int, (1+len(c.Routes))*len(operations))}
}

// place returns the position of a route and an operation in the counts. First come the
// operations of messages without a route, and then the operations of each route.
func (r *Recorder) place(route, operation string) int {
	n := slices.Index(operations, cmp.Or(operation, Undecoded))
	if n < 0 {
		n = len(operations) - 1
	}
	return (1+slices.Index(r.config.Routes, route))*len(operations) + n
}

// End is the outcome of an attempt of a message.
type End struct {
	// Operation is one of [Operations]. Any other value counts as the last of them.
	Operation string
	// Route is the name of the route of the message. Empty and any other name count as no
	// route.
	Route string
	// Metric is one of Applied, Unchanged, Rejected, Unavailable, Misconfigured, Unknown
	// and Ignored. Any other value counts as Unavailable.
	Metric string
	// Age is the time from the publication of the message to its effect.
	Age time.Duration
	// IsHandedOver says that the function put the message into the retry queue.
	IsHandedOver bool
	// IsOverdue says that the attempt failed and that the message entered its queue over
	// an hour ago.
	IsOverdue bool
}

// Ended records the outcome of an attempt of a message.
func (r *Recorder) Ended(e End) {
	if r == nil {
		return
	}
	end := slices.IndexFunc(all[:ends], func(m Metric) bool { return m.Name == e.Metric })
	if end < 0 {
		end = unavailable
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.Metric == Ignored {
		r.count(ignored)
		return
	}
	r.ended[r.place(e.Route, e.Operation)][end]++
	if end == applied {
		// The clocks of SNS and of the function may differ.
		r.observe(ageAtEffect, float64(max(0, e.Age.Milliseconds())))
	}
	if e.IsHandedOver {
		r.count(handedOver)
	}
	if e.IsOverdue {
		r.count(overdue)
	}
}

// Request records a request to Dataverse: the time until its response, whether the response
// was 429, and its Retry-After, or 0 without one.
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

// TokenFetch records a request for a token, and whether it succeeded.
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
