// Package function builds the Lambda function from its parts: the configuration, the
// credentials, the queues, the Dataverse client and the handler. The
// deployed binary and the operators' tool build it here, so that a local run is the same
// as a run in AWS.
package function

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/credentials"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/handler"
	"sns-dynamics/internal/function/metrics"
	"sns-dynamics/internal/function/outcome"
	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/function/xray"
)

// Config is the configuration of the function.
type Config struct {
	config.Config
	// Fence is the messages that the deployer allows; the zero value allows every message.
	Fence fence.Fence
	// Routes are the routes of the deployment; nil means that each message is an operation.
	Routes *route.Table
	// AWS reaches SQS, and Secrets Manager, STS or KMS; and SNS for outcome events.
	AWS aws.Config
	Log *slog.Logger
	// Output takes the lines of the metrics; it must be the destination of Log. Without
	// a MetricsNamespace it is not used.
	Output io.Writer
	// Tracer sends a subsegment for each message to X-Ray; nil disables it.
	Tracer *xray.Tracer
	// Transport sends the requests to Dataverse; nil means the default of the client.
	Transport http.RoundTripper
	// Now is the wall clock; nil means the clock of the machine. See [dynamics.Config]
	// and [handler.Config].
	Now func() time.Time
	// Jitter makes the waits random; nil means the generator of the runtime. See
	// [dynamics.Config] and [handler.Config].
	Jitter func(bound time.Duration) time.Duration
}

// New returns the handler of the function. It sends no request; the first request is part
// of [handler.Handler.Prepare] or of the first event.
func New(c Config) *handler.Handler {
	m := recorder(c)
	environments := make(map[string]*dynamics.Client, len(c.Environments))
	for _, e := range c.Environments {
		environments[e.Name] = client(c, m, credentials.OfEnvironment(c.Config, e, c.AWS, c.Now))
	}
	return handler.New(handler.Config{
		Client:                 client(c, m, credentials.New(c.Config, c.AWS, c.Now)),
		Environments:           environments,
		EnvironmentsErr:        c.EnvironmentsErr,
		Fence:                  c.Fence,
		Routes:                 c.Routes,
		Metrics:                m,
		Tracer:                 c.Tracer,
		Log:                    c.Log,
		RetryQueue:             queue.New(c.AWS, c.RetryQueueURL),
		DeadLetterQueue:        queue.New(c.AWS, c.DeadLetterQueueURL),
		OrderedDeadLetterQueue: queue.New(c.AWS, cmp.Or(c.OrderedDeadLetterQueueURL, c.DeadLetterQueueURL)),
		Now:                    c.Now,
		Jitter:                 c.Jitter,
		Patience:               c.Patience,
		MaxReceives:            c.MaxReceives,
		Outcomes:               outcome.NewPublisher(c.AWS, c.Outcomes, c.OutcomeTopicARN),
		Way:                    c.Way(),
	})
}

// client returns the client of an environment. The limits of Dataverse hold for a user of one
// environment, so each client has the same limit of concurrent requests.
func client(c Config, m *metrics.Recorder, found func(context.Context) (auth.Credentials, error)) *dynamics.Client {
	return dynamics.New(dynamics.Config{
		Credentials: found,
		UserAgent:   "sns-dynamics/" + version(),
		Transport:   c.Transport,
		Now:         c.Now,
		Jitter:      c.Jitter,
		Parallel:    c.Parallel(),
		Clients:     c.MaximumConcurrency,
		LedgerTable: cmp.Or(c.LedgerTable, config.DefaultLedgerTable()),
		OnRequest:   watch(m),
	})
}

// version is the version of the module if the Go command recorded one, or else "devel". It
// does not contain the commit: the same code must give the same binary.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
