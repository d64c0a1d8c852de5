package inspector

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// Prefix is the path that the page is served under, without the slash at its end.
const Prefix = "/_inspect"

const (
	// kept is how many messages, and how many requests without one, are kept.
	kept = 500
	// MaxReceives is how often the retry queue gives a message out before it counts
	// as dead. The template's queue does for a day, which nobody watches.
	MaxReceives = 5
	// invocationTime is what an invocation has. The template's has 150 s.
	invocationTime = 60 * time.Second
	// invocations is how many run at a time.
	invocations = 8
)

// Sample is a message to begin with.
type Sample struct{ Name, Text string }

// Config is what an [Inspector] is made of; its zero value is usable.
type Config struct {
	// Samples are offered where a message is written.
	Samples []Sample
	// Now is the clock of what is shown; nil means time.Now.
	Now func() time.Time
}

// Invoke is the function's handler.
type Invoke func(context.Context, json.RawMessage) (*events.SQSEventResponse, error)

// Inspector keeps what it saw and serves it. It is safe for concurrent use. What is
// asked of it before [Inspector.Connect] waits for that.
type Inspector struct {
	samples []Sample
	now     func() time.Time
	token   string // of forms
	history *history
	hub     *hub
	calls   *calls
	routes  *http.ServeMux

	ready      chan struct{} // closed once the three below are set
	emulator   *dynamicstest.Emulator
	connection dynamicstest.Connection
	function   Invoke

	ctx     context.Context // of the messages that run
	stop    context.CancelFunc
	running sync.WaitGroup
	slots   chan struct{}
}

// New returns an inspector, which [Inspector.Close] ends.
func New(c Config) *Inspector {
	if c.Now == nil {
		c.Now = time.Now
	}
	h := newHub()
	i := &Inspector{
		samples: c.Samples, now: c.Now, token: rand.Text(), hub: h,
		history: &history{hub: h}, calls: newCalls(), slots: make(chan struct{}, invocations),
		ready: make(chan struct{}),
	}
	i.ctx, i.stop = context.WithCancel(context.Background())
	i.routes = i.newRoutes()
	return i
}

// Connect gives the inspector an emulator to watch and a function to run, which has
// to be made with [Inspector.Wiring]. It is called once.
func (i *Inspector) Connect(e *dynamicstest.Emulator, c dynamicstest.Connection, f Invoke) {
	i.emulator, i.connection, i.function = e, c, f
	e.Observe(i.observe)
	close(i.ready)
}

// Close ends what runs, and every stream, and waits for them.
func (i *Inspector) Close() {
	if i.emulator != nil {
		i.emulator.Observe(nil)
	}
	i.stop()
	i.hub.close()
	i.running.Wait()
}
