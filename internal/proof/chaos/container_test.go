package chaos

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/handler"
	"sns-dynamics/internal/function/outcome"
	"sns-dynamics/internal/function/route"
)

// limit is the timeout of the function.
const limit = 150 * time.Second

// namespace is the namespace of the function's metrics.
const namespace = "SnsDynamics/chaos"

// fleet is the function with one configuration, and its containers.
type fleet struct {
	w           *simulation
	name        string
	config      config.Config
	fence       fence.Fence
	routes      map[int]*route.Table // by version
	free        []*container
	started     int
	invocations int
}

// container is one process of the function, with its state.
type container struct {
	n     int
	fleet *fleet
	// deployment is the version of its routes.
	deployment int
	handler    *handler.Handler
	dead       bool
	tokens     int     // token requests
	secrets    int     // requests for the secret
	quiet      []quiet // every time in which it must send nothing
	clock      wallClock
	refusals   map[string]time.Time // the tokens that were refused
	refused    int                  // token requests in a row whose secret was refused
	refusal    time.Time            // of the last of these requests
	// measured are the metrics of this invocation, and seen the expected metrics.
	measured, seen sums
}

// take returns a free container, or a new one.
func (f *fleet) take() *container {
	d := f.w.random("container", f.name, f.invocations)
	version := f.w.deployment(d)
	var free []int // the places of the containers of the version
	for i, c := range f.free {
		if c.deployment == version {
			free = append(free, i)
		}
	}
	if n := len(free); n > 0 {
		i := free[d.IntN(n)]
		c := f.free[i]
		f.free = append(f.free[:i], f.free[i+1:]...)
		if d.IntN(200) > 0 {
			return c
		} // otherwise Lambda stopped it
	}
	f.started++
	c := &container{n: f.started, fleet: f, deployment: version, refusals: map[string]time.Time{}, measured: sums{}, seen: sums{}}
	chance := jitter{c}
	c.handler = function.New(function.Config{
		Config: f.config,
		Fence:  f.fence,
		Routes: f.routes[version],
		AWS: aws.Config{
			Region:     region,
			HTTPClient: awsClient{f.w, c},
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
			Retryer: chance.retryer,
		},
		Log: slog.New(logHandler{f.w}), Output: metricsWriter{c}, Transport: countingNetwork{network{f.w, c}}, Jitter: chance.below, Now: c.clock.now,
	})
	return c
}

// result is the end of an invocation, as Lambda sees it.
type result struct {
	killed   bool
	response *events.SQSEventResponse
	err      error
}

// invoke runs the function and passes its result to done.
func (f *fleet) invoke(event []byte, batch []*message, handles []string, done func(*invocation, result)) {
	w := f.w
	f.invocations++
	i := &invocation{
		w: w, c: f.take(), batch: batch, handles: handles, attribution: newAttribution(batch),
		failed: map[string]*attempt{}, halted: map[string]bool{},
	}
	i.c.step(batch)
	if i.isOfEvents = len(handles) > 0 && strings.HasPrefix(handles[0], eventQueueName+"/"); i.isOfEvents {
		i.at = len(batch) // no line of the log
	}
	for _, m := range batch {
		s := &start{}
		i.starts = append(i.starts, s)
		if i.isOfEvents {
			continue
		}
		m.starts = append(m.starts, s)
		if m.isRouted && m.commits > 0 && m.deployment != i.c.deployment {
			w.faultCounts.count("delivered again after a deployment of other routes", m)
		}
		m.note("> %s container %d, start %d", f.name, i.c.n, len(m.starts))
	}
	first := batch[0]
	nth := len(first.starts)
	if i.isOfEvents {
		nth = f.invocations // an event has no starts, and must not be killed for ever
	}
	if d := w.random("death", first.n, nth); d.IntN(60) == 0 {
		// A batch may need one request, two, or many.
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
		randomDelay(ctx, w.random("begin", first.n, n), 20*time.Millisecond)
		began := time.Now()
		response, err := i.c.handler.Invoke(ctx, json.RawMessage(event))
		took := time.Since(began)
		randomDelay(context.WithoutCancel(ctx), w.random("end", first.n, n), 20*time.Millisecond)
		w.mu.Lock()
		defer w.mu.Unlock()
		if took >= limit {
			w.wrong(first, "the function ran into its timeout")
		}
		if !i.c.dead {
			i.c.checkMetrics(first)
		}
		if i.death != nil {
			i.die("killed at the end")
		}
		if !i.c.dead {
			i.keepEnds()
		}
		if err == nil && !i.c.dead && i.at < len(batch) {
			w.wrong(batch[i.at], "the log does not tell how it ended")
		}
		r := result{killed: i.c.dead, response: response, err: err}
		if r.killed {
			r.response, r.err = nil, errKilled
		} else {
			f.free = append(f.free, i.c)
		}
		w.running--
		done(i, r)
		w.wakeRun()
	}()
}

// rowPatience is the default of the template.
const rowPatience = 15 * time.Minute

// fleets configures the function as the template does: for the standard queues, and for
// the mode ordered, which hands no message over.
func (w *simulation) fleets() {
	allowed, tables := readFence(), map[int]*route.Table{1: routes(1), 2: routes(2)}
	w.standard = &fleet{w: w, name: "standard", fence: allowed, routes: tables, config: config.Config{
		SecretARN: emulator.SecretARN, RetryQueueURL: queueURL("work"), DeadLetterQueueURL: queueURL("dead"), MetricsNamespace: namespace, Patience: rowPatience,
		MaxReceives: maxReceiveCount, Outcomes: outcome.All, OutcomeTopicARN: topicARN("outcomes"),
	}}
	w.ordered = &fleet{w: w, name: "ordered", fence: allowed, routes: tables, config: config.Config{
		SecretARN: emulator.SecretARN, RetryQueueURL: queueURL("work"), DeadLetterQueueURL: queueURL("dead.fifo"), MetricsNamespace: namespace, Patience: rowPatience,
		MaxReceives: maxReceiveCount, Outcomes: outcome.All, OutcomeTopicARN: topicARN("outcomes"),
	}}
}
