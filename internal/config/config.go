// Package config names every environment variable of the function, once. The
// Lambda and the operators' tool read them here, and infra writes the same
// names into template.yaml, so the three cannot drift apart.
//
// The AWS clients take the SDK's own variables besides (AWS_REGION,
// AWS_ENDPOINT_URL and so on); those are the SDK's to name.
package config

import "fmt"

// The function's variables.
const (
	// SecretARN names the variable that holds the ARN of the secret with the
	// Dataverse credentials.
	SecretARN = "DYNAMICS_SECRET_ARN"
	// RetryQueueURL names the variable that holds the URL of the SQS queue for
	// messages to try again later.
	RetryQueueURL = "RETRY_QUEUE_URL"
	// DeadLetterQueueURL names the variable that holds the URL of the SQS queue
	// for messages that failed for good.
	DeadLetterQueueURL = "DEAD_LETTER_QUEUE_URL"
)

// Config is what the function needs to be told.
type Config struct {
	// SecretARN is the ARN, or the name, of a Secrets Manager secret whose
	// value is the JSON that dynamics.ParseCredentials reads.
	SecretARN string
	// RetryQueueURL and DeadLetterQueueURL are the queues that failed messages
	// are handed to. Where one is empty, the invocation fails instead.
	RetryQueueURL      string
	DeadLetterQueueURL string
}

// FromEnv reads the configuration through getenv, which is os.Getenv in a
// process. The error names the variable that is missing.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{
		SecretARN:          getenv(SecretARN),
		RetryQueueURL:      getenv(RetryQueueURL),
		DeadLetterQueueURL: getenv(DeadLetterQueueURL),
	}
	if c.SecretARN == "" {
		return Config{}, fmt.Errorf("environment variable %s is not set: expected the ARN of the secret with the Dataverse credentials", SecretARN)
	}
	return c, nil
}
