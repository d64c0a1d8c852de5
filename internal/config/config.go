// Package config names every environment variable of the function, once. The
// Lambda and the operators' tool read them here, and infra writes the same
// names into template.yaml, so the three cannot drift apart.
//
// The AWS clients take the SDK's own variables besides (AWS_REGION,
// AWS_ENDPOINT_URL and so on); those are the SDK's to name.
package config

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

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
	// ParallelRequests names the variable that holds how many requests to
	// Dataverse one invocation may have under way at a time.
	ParallelRequests = "PARALLEL_REQUESTS"
	// MaximumConcurrency names the variable that holds how many invocations for
	// messages of the queue there may be at a time.
	MaximumConcurrency = "MAXIMUM_CONCURRENCY"
	// Patience names the variable that holds for how many minutes a message is tried
	// again that needs a row which is not there yet.
	Patience = "PATIENCE"
	// MetricsNamespace names the variable that holds the namespace of CloudWatch
	// that the function's metrics are in.
	MetricsNamespace = "METRICS_NAMESPACE"
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
	// ParallelRequests and MaximumConcurrency bound the requests to Dataverse at a
	// time: of one invocation, and how many of these there are. 0 means unknown.
	ParallelRequests   int
	MaximumConcurrency int
	// Patience is how long a message is tried again that needs a row which is not there
	// yet; 0 means not at all.
	Patience time.Duration
	// MetricsNamespace is where the metrics belong; empty means that there are none.
	MetricsNamespace string
}

// FromEnv reads the configuration through getenv, which is os.Getenv in a
// process. The error names the variable that is missing.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{
		SecretARN:          getenv(SecretARN),
		RetryQueueURL:      getenv(RetryQueueURL),
		DeadLetterQueueURL: getenv(DeadLetterQueueURL),
		MetricsNamespace:   getenv(MetricsNamespace),
	}
	if c.SecretARN == "" {
		return Config{}, fmt.Errorf("environment variable %s is not set: expected the ARN of the secret with the Dataverse credentials", SecretARN)
	}
	if c.MetricsNamespace != "" && (len(c.MetricsNamespace) > 255 || !namespace.MatchString(c.MetricsNamespace)) {
		return Config{}, fmt.Errorf("environment variable %s: expected a namespace of CloudWatch: at most 255 letters, digits and . - _ / #", MetricsNamespace)
	}
	for name, number := range map[string]*int{ParallelRequests: &c.ParallelRequests, MaximumConcurrency: &c.MaximumConcurrency} {
		text := getenv(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return Config{}, fmt.Errorf("environment variable %s: expected a whole number of at least 1", name)
		}
		*number = n
	}
	patience, err := minutes(getenv(Patience))
	if err != nil {
		return Config{}, err
	}
	c.Patience = patience
	return c, nil
}

// DefaultPatience is the Patience of a function that is told none.
const DefaultPatience = 15 * time.Minute

const longestPatience = 720 // minutes

// minutes reads the value of Patience; an empty one is the default.
func minutes(text string) (time.Duration, error) {
	if text == "" {
		return DefaultPatience, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > longestPatience {
		return 0, fmt.Errorf("environment variable %s: expected a whole number of minutes from 0 to %d", Patience, longestPatience)
	}
	return time.Duration(n) * time.Minute, nil
}

// namespace is the grammar of a namespace, without the blank and the colon that it
// may have as well.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace
var namespace = regexp.MustCompile(`^[A-Za-z0-9._/#-]+$`)

// most is how many requests at a time Dataverse takes of one user.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
const most = 52

// Parallel is how many requests one invocation may have under way at a time, so
// that all of them together stay within what Dataverse takes; 0 means unknown.
func (c Config) Parallel() int {
	if c.MaximumConcurrency == 0 {
		return c.ParallelRequests
	}
	share := max(1, most/c.MaximumConcurrency)
	if c.ParallelRequests == 0 {
		return share
	}
	return min(c.ParallelRequests, share)
}
