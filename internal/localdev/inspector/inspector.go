package inspector

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/localdev/deployment"
)

// Prefix is the path that the page is served under, without the slash at its end.
const Prefix = "/_inspect"

const (
	// kept is the number of kept messages, and of kept requests without a message.
	kept = 500
	// MaxReceives is the number of receives in the retry queue before a message becomes a
	// dead letter.
	MaxReceives    = deployment.MaxReceives
	invocationTime = deployment.InvocationTime
	// invocations is the largest number of concurrent invocations.
	invocations = 8
)

// Sample is an example of a message. Group is its heading on the page; empty means Samples.
type Sample struct{ Name, Text, Group string }

// Resolved is the decision of the routes about a message.
type Resolved struct {
	// Message is the message that a mapping made; empty without a mapping.
	Message string
	// IsIgnored says that the routes ignore the message.
	IsIgnored bool
	// Problem says why the routes make no operation of the message. It is empty for an operation,
	// and for a message that a route without a mapping takes.
	Problem string
}

// Config is the configuration of an [Inspector]; its zero value is usable.
type Config struct {
	// Samples are the examples in the form for a message.
	Samples []Sample
	// Resolve returns the decision of the routes about a message. It is nil without routes.
	Resolve func(message.Envelope) Resolved
	// Now is the clock of the shown times; nil means time.Now.
	Now func() time.Time
}

// Invoke is the function's handler.
type Invoke func(context.Context, json.RawMessage) (*events.SQSEventResponse, error)

// Check is the function's handler of an event without a message.
type Check func(context.Context, json.RawMessage) (any, error)

// Inspector records messages and requests, and serves them. It is safe for concurrent use.
// Requests before [Inspector.Connect] wait for it.
type Inspector struct {
	samples []Sample
	resolve func(message.Envelope) Resolved
	now     func() time.Time
	token   string // of forms
	id      string // of this start, so that a page notices another start
	history *history
	hub     *hub
	calls   *calls
	account *awsemulator.Endpoint
	queued  *queued
	routes  *http.ServeMux

	ready      chan struct{} // closed once the three below are set
	emulator   *emulator.Emulator
	connection emulator.Connection
	function   Invoke
	check      Check // nil without one

	ctx     context.Context // of the messages that run
	stop    context.CancelFunc
	running sync.WaitGroup
	slots   chan struct{}
}

// New returns an inspector. The caller has to call [Inspector.Close].
func New(c Config) *Inspector {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Resolve == nil {
		c.Resolve = func(message.Envelope) Resolved { return Resolved{} }
	}
	h := newHub()
	i := &Inspector{
		samples: c.Samples, resolve: c.Resolve, now: c.Now, token: rand.Text(), id: rand.Text(), hub: h,
		history: &history{hub: h}, calls: newCalls(), account: deployment.Account(), queued: newQueued(), slots: make(chan struct{}, invocations),
		ready: make(chan struct{}),
	}
	i.ctx, i.stop = context.WithCancel(context.Background())
	i.routes = web{i}.newRoutes()
	return i
}

// OnCheck sets the handler of events without a message. It must be called before Connect.
func (i *Inspector) OnCheck(f Check) { i.check = f }

// Connect connects the inspector with an emulator and a function, which must have been
// built with [Inspector.Wiring]. It must be called once.
func (i *Inspector) Connect(e *emulator.Emulator, c emulator.Connection, f Invoke) {
	i.emulator, i.connection, i.function = e, c, f
	e.Observe(i.observe)
	i.account.SetEndpoint(c.AWSEndpointURL)
	i.account.OnDeadLetter(i.redriven)
	deployment.Deploy(i.account, deployment.Function{SecretARN: c.SecretARN, Deliver: i.deliverNotification, Invoke: i.invokeEvent})
	i.running.Go(func() { i.poll(i.ctx) })
	close(i.ready)
}

// Close ends all invocations and streams, and waits for their end.
func (i *Inspector) Close() {
	if i.emulator != nil {
		i.emulator.Observe(nil)
	}
	i.stop()
	i.hub.close()
	i.running.Wait()
}
