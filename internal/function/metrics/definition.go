package metrics

import "slices"

// Unit is a unit of CloudWatch.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
type Unit string

// The units in use.
const (
	Count        Unit = "Count"
	Milliseconds Unit = "Milliseconds"
	Seconds      Unit = "Seconds"
)

// The dimensions: the operation of a message, and its route. [Operations] lists the values of
// Operation; the values of Route are the names of the first [MaxRoutes] routes. A dimension of
// ids or of entity sets would create, and cost, a metric for each value.
const (
	Operation = "Operation"
	Route     = "Route"
)

// MaxRoutes is the number of routes with metrics of their own.
const MaxRoutes = 20

// Undecoded is the Operation of a message that could not be decoded.
const Undecoded = "undecoded"

// Operations returns the values of [Operation]. Any other value counts as the last one.
func Operations() []string { return slices.Clone(operations) }

var operations = []string{"create", "update", "upsert", "delete", "associate", "disassociate", "action", "batch", Undecoded}

// Metric is the definition of a metric that the function emits.
type Metric struct {
	Name string
	Unit Unit
	// ByOperation says that CloudWatch has the metric without a dimension, and also
	// with the dimension [Operation].
	ByOperation bool
	// ByRoute says that CloudWatch also has the metric with the dimension [Route], for a
	// message with a route.
	ByRoute bool
	// Meaning says what one count, or one value, means.
	Meaning string
}

// Names of the metrics.
const (
	Applied          = "Applied"
	Unchanged        = "Unchanged"
	Rejected         = "Rejected"
	Unavailable      = "Unavailable"
	Misconfigured    = "Misconfigured"
	Waiting          = "Waiting"
	Unknown          = "Unknown"
	AgeAtEffect      = "AgeAtEffect"
	HandedOver       = "HandedOver"
	Ignored          = "Ignored"
	Overdue          = "Overdue"
	DataverseLatency = "DataverseLatency"
	Throttled        = "Throttled"
	RetryAfter       = "RetryAfter"
	TokenFetches     = "TokenFetches"
	TokenFailures    = "TokenFailures"
)

// All returns the definition of every metric.
func All() []Metric { return slices.Clone(all[:]) }

// Indexes of all. The outcomes of an attempt come first: each attempt counts as one of
// them.
const (
	applied = iota
	unchanged
	rejected
	unavailable
	misconfigured
	waiting
	unknown
	ageAtEffect
	handedOver
	ignored
	overdue
	dataverseLatency
	throttled
	retryAfter
	tokenFetches
	tokenFailures

	ends = ageAtEffect
)

var all = [...]Metric{
	applied:          {Applied, Count, true, true, "a message took its effect in Dataverse"},
	unchanged:        {Unchanged, Count, true, false, "a message found nothing left to do: its row was there, or gone, or newer, or had all values; mostly a second delivery"},
	rejected:         {Rejected, Count, true, true, "a message can never succeed as it stands; it is kept as a dead letter"},
	unavailable:      {Unavailable, Count, true, false, "a try failed by an outage or a throttle; the message waits"},
	misconfigured:    {Misconfigured, Count, true, false, "a try failed by the set-up; the message waits"},
	waiting:          {Waiting, Count, true, false, "a try found that a row which the message needs is not there yet; the message waits"},
	unknown:          {Unknown, Count, true, false, "an action may or may not have run; its message is kept as a dead letter"},
	ageAtEffect:      {AgeAtEffect, Milliseconds, false, false, "from the publication of a message to its effect"},
	handedOver:       {HandedOver, Count, false, false, "the function put a message into the retry queue"},
	ignored:          {Ignored, Count, false, false, "the routes of the deployment ignored a message"},
	overdue:          {Overdue, Count, false, false, "a message failed again by an outage or a throttle, over an hour after it entered its queue; it waits"},
	dataverseLatency: {DataverseLatency, Milliseconds, false, false, "of each request to Dataverse: from the request to the response, or to the end of the wait for a response"},
	throttled:        {Throttled, Count, false, false, "Dataverse responded with 429"},
	retryAfter:       {RetryAfter, Seconds, false, false, "Dataverse asked for a wait of so long"},
	tokenFetches:     {TokenFetches, Count, false, false, "a token was asked of Microsoft Entra ID"},
	tokenFailures:    {TokenFailures, Count, false, false, "no token was given"},
}
