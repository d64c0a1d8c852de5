package inspector

import (
	"log/slog"
	"net/http"

	"sns-dynamics/internal/localdev/deployment"
)

// The queues of the function.
const (
	RetryQueueURL      = deployment.QueueURL
	DeadLetterQueueURL = deployment.DeadLetterQueueURL
)

// Wiring is the part of a function's configuration through which the inspector observes the
// function, beside [RetryQueueURL] and [DeadLetterQueueURL].
type Wiring struct {
	Log *slog.Logger
	// Transport is for requests to Dataverse and Microsoft Entra ID. AWS is for requests
	// of the AWS SDK.
	Transport http.RoundTripper
	AWS       *http.Client
}

// Wiring returns the parts that a function must be made with. base reaches the emulator.
// Each record of the function's log also goes to every handler of also.
func (i *Inspector) Wiring(base http.RoundTripper, also ...slog.Handler) Wiring {
	return Wiring{
		Log:       slog.New(journal{i, append(also, deployment.LogGroup(i.account))}),
		Transport: named{base},
		AWS:       &http.Client{Transport: queues{i, named{base}}},
	}
}
