// Package config names every environment variable of the function, once. The
// Lambda and the operators' tool read the variables here, and infra writes the same
// names into template.yaml, so the three cannot drift apart.
//
// The AWS clients also read the variables of the SDK (AWS_REGION, AWS_ENDPOINT_URL and so
// on). This package does not name them.
package config

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/function/outcome"
	"sns-dynamics/internal/operation"
)

// The function's variables.
const (
	// SecretARN names the variable that holds the ARN of the secret with the
	// Dataverse credentials.
	SecretARN = "DYNAMICS_SECRET_ARN"
	// RetryQueueURL names the variable that holds the URL of the SQS queue for
	// messages that wait for another attempt.
	RetryQueueURL = "RETRY_QUEUE_URL"
	// DeadLetterQueueURL names the variable that holds the URL of the SQS queue
	// for messages with a permanent failure.
	DeadLetterQueueURL = "DEAD_LETTER_QUEUE_URL"
	// OrderedDeadLetterQueueURL names the variable that holds the URL of the FIFO queue
	// for messages of a FIFO queue with a permanent failure.
	OrderedDeadLetterQueueURL = "ORDERED_DEAD_LETTER_QUEUE_URL"
	// ParallelRequests names the variable that holds the largest number of concurrent
	// requests of one invocation to Dataverse.
	ParallelRequests = "PARALLEL_REQUESTS"
	// MaximumConcurrency names the variable that holds the largest number of
	// concurrent invocations for messages of the queue.
	MaximumConcurrency = "MAXIMUM_CONCURRENCY"
	// Patience names the variable that holds the time, in minutes, in which the function
	// retries a message that needs a missing row.
	Patience = "PATIENCE"
	// MetricsNamespace names the variable that holds the CloudWatch namespace of the
	// function's metrics.
	MetricsNamespace = "METRICS_NAMESPACE"
	// MaxReceives names the variable that holds the number of receives after which SQS
	// moves a message to the dead-letter queue: maxReceiveCount of the redrive policy.
	MaxReceives = "MAX_RECEIVES"
	// Outcomes names the variable that says which outcome events the function publishes,
	// and OutcomeTopicARN the variable that holds the ARN of their topic.
	Outcomes        = "OUTCOMES"
	OutcomeTopicARN = "OUTCOME_TOPIC_ARN"
	// LedgerTable names the variable that holds the entity set name of the ledger table,
	// which actions with once need.
	LedgerTable = "LEDGER_TABLE"
	// Routes names the variable that holds the folder of the routes.
	Routes = "ROUTES"
	// UseFIPSEndpoint names the variable of the AWS SDK that selects the FIPS endpoints of
	// AWS: true or false.
	UseFIPSEndpoint = "AWS_USE_FIPS_ENDPOINT"
)

// The variables of package fence. A variable that is absent sets no limit.
const (
	// AllowedOperations names the variable that lists the operations that messages may
	// ask for.
	AllowedOperations = "ALLOWED_OPERATIONS"
	// AllowedTables names the variable that lists the entity sets whose rows messages may
	// write.
	AllowedTables = "ALLOWED_TABLES"
	// AllowedActions names the variable that lists the actions that messages may run.
	AllowedActions = "ALLOWED_ACTIONS"
	// AllowImpersonation names the variable that says whether messages may act for users:
	// yes or no.
	AllowImpersonation = "ALLOW_IMPERSONATION"
	// AllowBypass names the variable that says whether messages may bypass custom business
	// logic: yes or no.
	AllowBypass = "ALLOW_BYPASS"
)

// Config is the configuration of the function.
type Config struct {
	// SecretARN is the ARN, or the name, of a Secrets Manager secret whose
	// value is the JSON that auth.ParseCredentials reads; empty for a function without a
	// stored secret.
	SecretARN string
	Application
	// Environments are the environments beside the default environment. SecretARN or
	// Application is of the default environment. EnvironmentsErr says why Environments are
	// not known; nil if they are known. The default environment works without Environments.
	Environments    []Environment
	EnvironmentsErr error
	// RetryQueueURL and DeadLetterQueueURL are the queues for failed messages. If one
	// is empty, the invocation fails instead.
	RetryQueueURL      string
	DeadLetterQueueURL string
	// OrderedDeadLetterQueueURL is the dead-letter queue for messages of a FIFO queue. If
	// it is empty, they go to the other one.
	OrderedDeadLetterQueueURL string
	// ParallelRequests limits the concurrent requests of one invocation to Dataverse,
	// and MaximumConcurrency the concurrent invocations. 0 means unknown.
	ParallelRequests   int
	MaximumConcurrency int
	// Patience is how long the function retries a message that needs a missing row; 0
	// means that it rejects the message at once.
	Patience time.Duration
	// MetricsNamespace is the namespace of the metrics; empty disables the metrics.
	MetricsNamespace string
	// MaxReceives is the number of receives of a message that SQS allows; 0 means unknown.
	MaxReceives int
	// Outcomes says which outcome events the function publishes to the topic
	// OutcomeTopicARN. Without a topic it publishes no event.
	Outcomes        outcome.Mode
	OutcomeTopicARN string
	// LedgerTable is the entity set name of the ledger table; empty means
	// [DefaultLedgerTable].
	LedgerTable string
	// Routes is the folder of the routes; empty means the folder routes beside the program,
	// if it is there.
	Routes string
}

// FromEnv reads the configuration through getenv, such as [os.Getenv]. The error names
// the variable that is missing or malformed, or says that there is more than one way to
// sign in. Malformed lists of environments are no error, but Config.EnvironmentsErr: the
// messages for the default environment need no lists.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{
		RetryQueueURL:      getenv(RetryQueueURL),
		DeadLetterQueueURL: getenv(DeadLetterQueueURL),
		MetricsNamespace:   getenv(MetricsNamespace),
		Routes:             getenv(Routes),
		LedgerTable:        cmp.Or(getenv(LedgerTable), DefaultLedgerTable()),

		OrderedDeadLetterQueueURL: getenv(OrderedDeadLetterQueueURL),
	}
	if !operation.IsName(c.LedgerTable) {
		return Config{}, fmt.Errorf("environment variable %s: expected the entity set name of a table", LedgerTable)
	}
	if err := c.signIn(getenv); err != nil {
		return Config{}, err
	}
	c.Environments, c.EnvironmentsErr = ParseEnvironments(getenv(EnvironmentNames), getenv(EnvironmentSecretARNs))
	if c.MetricsNamespace != "" && !isNamespace(c.MetricsNamespace) {
		return Config{}, fmt.Errorf("environment variable %s: expected a namespace of CloudWatch: at most 255 letters, digits and . - _ / #", MetricsNamespace)
	}
	for name, number := range map[string]*int{
		ParallelRequests: &c.ParallelRequests, MaximumConcurrency: &c.MaximumConcurrency, MaxReceives: &c.MaxReceives,
	} {
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
	if err := c.readOutcomes(getenv); err != nil {
		return Config{}, err
	}
	return c, nil
}

// DefaultLedgerTable returns the entity set of the table that dynctl setup ledger creates.
func DefaultLedgerTable() string { return "snsdyn_ledgers" }

// DefaultPatience is the Patience of a function without the variable.
const DefaultPatience = 15 * time.Minute

const longestPatience = 720 // minutes

// minutes reads the value of Patience. An empty value means the default.
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

// isNamespace reports whether a text is a namespace of CloudWatch without the blank and the
// colon, which CloudWatch also accepts. Each start checks a namespace, so a regular expression
// would delay the cold start.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace
func isNamespace(text string) bool {
	isOther := func(r rune) bool {
		return !('a' <= r|0x20 && r|0x20 <= 'z') && !('0' <= r && r <= '9') && !strings.ContainsRune("._/#-", r)
	}
	return len(text) <= 255 && !strings.ContainsFunc(text, isOther)
}

// most is the number of concurrent requests that Dataverse accepts from one user.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
const most = 52

// Parallel is the largest number of concurrent requests of one invocation, so that all
// invocations together stay within the limit of Dataverse; 0 means unknown.
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
