// Package function puts the Lambda function together: its configuration, the
// credentials in Secrets Manager, the queues, the Dataverse client and the
// relay. The deployed binary and the operators' tool build it here, so what is
// tried locally is what runs in AWS.
package function

import (
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/queue"
	"sns-dynamics/internal/relay"
	"sns-dynamics/internal/secret"
)

// New returns the function's handler. Nothing is sent before the first event.
// Requests to Dataverse go through transport; nil means the client's own.
func New(c config.Config, a aws.Config, transport http.RoundTripper, log *slog.Logger) *relay.Handler {
	return relay.New(relay.Config{
		Client: dynamics.New(dynamics.Config{
			Credentials: secret.New(a, c.SecretARN).Credentials,
			UserAgent:   "sns-dynamics/" + version(),
			Transport:   transport,
		}),
		Log:         log,
		Retry:       queue.New(a, c.RetryQueueURL),
		DeadLetters: queue.New(a, c.DeadLetterQueueURL),
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
