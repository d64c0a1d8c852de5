// Package function puts the Lambda function together: its configuration, the
// credentials in Secrets Manager, the queues, the Dataverse client and the
// relay. The deployed binary and the operators' tool build it here, so what is
// tried locally is what runs in AWS.
package function

import (
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/queue"
	"sns-dynamics/internal/relay"
	"sns-dynamics/internal/secret"
	"sns-dynamics/internal/xray"
)

// Config is what the function is made of.
type Config struct {
	config.Config
	// AWS reaches Secrets Manager and SQS.
	AWS aws.Config
	Log *slog.Logger
	// Output takes the lines of the metrics: where Log writes to. It is not used
	// without a MetricsNamespace.
	Output io.Writer
	// Tracer draws messages into the traces of X-Ray; nil means that nobody does.
	Tracer *xray.Tracer
	// Transport takes the requests to Dataverse; nil means the client's own.
	Transport http.RoundTripper
	// Now is the wall clock; nil means that of the machine. See [dynamics.Config] and
	// [relay.Config].
	Now func() time.Time
	// Jitter makes the waits random; nil means the runtime's own generator. See
	// [dynamics.Config] and [relay.Config].
	Jitter func(bound time.Duration) time.Duration
}

// New returns the function's handler. Nothing is sent before the first event, but
// by Prepare of its Client.
func New(c Config) *relay.Handler {
	m := recorder(c)
	return relay.New(relay.Config{
		Client: dynamics.New(dynamics.Config{
			Credentials: secret.New(c.AWS, c.SecretARN).Credentials,
			UserAgent:   "sns-dynamics/" + version(),
			Transport:   c.Transport,
			Now:         c.Now,
			Jitter:      c.Jitter,
			Parallel:    c.Parallel(),
			Watch:       watch(m),
		}),
		Metrics:     m,
		Tracer:      c.Tracer,
		Log:         c.Log,
		Retry:       queue.New(c.AWS, c.RetryQueueURL),
		DeadLetters: queue.New(c.AWS, c.DeadLetterQueueURL),
		Now:         c.Now,
		Jitter:      c.Jitter,
		Patience:    c.Patience,
	})
}

// version is the module's version where the Go command recorded one, else
// "devel". The commit is not in it: the same code is to be the same bytes.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
