package inspector

import (
	"log/slog"
	"net/http"
)

// The queues that are played here.
const (
	RetryQueueURL      = "https://sqs.us-east-1.amazonaws.com/000000000000/inspector-retry"
	DeadLetterQueueURL = "https://sqs.us-east-1.amazonaws.com/000000000000/" + deadLetterQueue

	deadLetterQueue = "inspector-dead-letters"
	retryQueueARN   = "arn:aws:sqs:us-east-1:000000000000:inspector-retry"
	// topicARN is that of a message that was published here.
	topicARN = "arn:aws:sns:us-east-1:000000000000:inspector"
)

// Wiring is what a function has to be made with for the inspector to see what it
// does, beside [RetryQueueURL] and [DeadLetterQueueURL].
type Wiring struct {
	Log *slog.Logger
	// Transport is for requests to Dataverse and Microsoft Entra ID, and AWS for
	// those of the AWS SDK.
	Transport http.RoundTripper
	AWS       *http.Client
}

// Wiring returns what a function has to be made with. Base reaches the emulator,
// and also gets every record that the function logs goes to each of the handlers.
func (i *Inspector) Wiring(base http.RoundTripper, also ...slog.Handler) Wiring {
	return Wiring{
		Log:       slog.New(journal{i, also}),
		Transport: named{base},
		AWS:       &http.Client{Transport: queues{i, named{base}}},
	}
}
