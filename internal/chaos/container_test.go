package chaos

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/relay"
)

// limit is the function's timeout.
const limit = 150 * time.Second

// namespace is that of the function's metrics.
const namespace = "SnsDynamics/chaos"

// fleet is the function with one configuration: its containers.
type fleet struct {
	w           *world
	name        string
	config      config.Config
	free        []*container
	started     int
	invocations int
}

// container is one process of the function, with what it keeps.
type container struct {
	n         int
	fleet     *fleet
	handler   *relay.Handler
	dead      bool
	tokens    int           // requests for one
	secrets   int           // readings of one
	quiet     time.Time     // how long it was asked to wait
	quietSkew time.Duration // of its clock at that time
	clock     wallClock
	refused   int       // requests in a row whose token, or secret, was not the one
	refusal   time.Time // of the last of them
	// measured are its metrics, and seen what they should be, of this invocation.
	measured, seen sums
}

// take returns a container that is free, or a new one.
func (f *fleet) take() *container {
	d := f.w.dice("container", f.name, f.invocations)
	if n := len(f.free); n > 0 {
		i := d.IntN(n)
		c := f.free[i]
		f.free = append(f.free[:i], f.free[i+1:]...)
		if d.IntN(200) > 0 {
			return c
		} // else Lambda has put it away
	}
	f.started++
	c := &container{n: f.started, fleet: f, measured: sums{}, seen: sums{}}
	chance := jitter{c}
	c.handler = function.New(function.Config{
		Config: f.config,
		AWS: aws.Config{
			Region:     region,
			HTTPClient: amazon{f.w, c},
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
			Retryer: chance.retryer,
		},
		Log: slog.New(journal{f.w}), Output: meter{c}, Transport: watched{network{f.w, c}}, Jitter: chance.below, Now: c.clock.now,
	})
	return c
}

// result is how an invocation ended, as Lambda sees it.
type result struct {
	killed bool
	answer *events.SQSEventResponse
	err    error
}

// invoke runs the function and hands over how that ended.
func (f *fleet) invoke(event []byte, batch []*message, handles []string, done func(*invocation, result)) {
	w := f.w
	f.invocations++
	i := &invocation{
		w: w, c: f.take(), batch: batch, handles: handles, owners: newOwners(batch),
		failed: map[string]*attempt{}, halted: map[string]bool{},
	}
	i.c.step(batch)
	for _, m := range batch {
		s := &start{}
		m.starts = append(m.starts, s)
		i.starts = append(i.starts, s)
		m.note("> %s container %d, start %d", f.name, i.c.n, len(m.starts))
	}
	first := batch[0]
	if d := w.dice("death", first.n, len(first.starts)); d.IntN(60) == 0 {
		// A batch may go out in a request or two, or in many.
		calls := 5 * len(batch)
		if d.IntN(2) == 0 {
			calls = min(calls, 20)
		}
		i.death = &death{call: 1 + d.IntN(calls), after: d.IntN(2) == 0}
	}
	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), invocationKey{}, i), limit)
	i.end = cancel
	w.running++
	n := len(first.starts)
	go func() {
		defer cancel()
		pass(ctx, w.dice("begin", first.n, n), 20*time.Millisecond)
		began := time.Now()
		answer, err := i.c.handler.Invoke(ctx, json.RawMessage(event))
		took := time.Since(began)
		pass(context.WithoutCancel(ctx), w.dice("end", first.n, n), 20*time.Millisecond)
		w.mu.Lock()
		defer w.mu.Unlock()
		if took >= limit {
			w.wrong(first, "the function ran into its timeout")
		}
		if !i.c.dead {
			i.c.reckon(first)
		}
		if i.death != nil {
			i.die("killed at the end")
		}
		if err == nil && !i.c.dead && i.at < len(batch) {
			w.wrong(batch[i.at], "the log does not tell how it ended")
		}
		r := result{killed: i.c.dead, answer: answer, err: err}
		if r.killed {
			r.answer, r.err = nil, errKilled
		} else {
			f.free = append(f.free, i.c)
		}
		w.running--
		done(i, r)
		w.nudge()
	}()
}

// rowPatience is the default of the template.
const rowPatience = 15 * time.Minute

// fleets sets up the function as the template does: for the standard queues, and
// for mode ordered, which hands nothing over.
func (w *world) fleets() {
	w.standard = &fleet{w: w, name: "standard", config: config.Config{
		SecretARN: dynamicstest.SecretARN, RetryQueueURL: queueURL("work"), DeadLetterQueueURL: queueURL("dead"), MetricsNamespace: namespace, Patience: rowPatience,
	}}
	w.ordered = &fleet{w: w, name: "ordered", config: config.Config{
		SecretARN: dynamicstest.SecretARN, DeadLetterQueueURL: queueURL("dead.fifo"), MetricsNamespace: namespace, Patience: rowPatience,
	}}
}
