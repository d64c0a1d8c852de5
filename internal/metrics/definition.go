package metrics

import "slices"

// Unit is a unit of CloudWatch's.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
type Unit string

// The units in use.
const (
	Count        Unit = "Count"
	Milliseconds Unit = "Milliseconds"
	Seconds      Unit = "Seconds"
)

// Operation is the one dimension there is: what a message asks for. Its values are
// those of [Operations]. A dimension of ids, or of entity sets, would make, and
// cost, a metric for each of them.
const Operation = "Operation"

// Undecoded is the Operation of a message that could not be read.
const Undecoded = "undecoded"

// Operations returns the values of [Operation]. Anything else counts as the last.
func Operations() []string { return slices.Clone(operations) }

var operations = []string{"create", "update", "upsert", "delete", "associate", "disassociate", "action", "batch", Undecoded}

// Metric is a metric that the function emits: as a whole and, where ByOperation
// says so, by [Operation] besides.
type Metric struct {
	Name        string
	Unit        Unit
	ByOperation bool
	// Meaning is what one of it, or its value, says; for people.
	Meaning string
}

// Dimensions returns the sets of dimensions under which CloudWatch has the metric.
func (m Metric) Dimensions() [][]string {
	if m.ByOperation {
		return [][]string{{}, {Operation}}
	}
	return [][]string{{}}
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
	DataverseLatency = "DataverseLatency"
	Throttled        = "Throttled"
	RetryAfter       = "RetryAfter"
	TokenFetches     = "TokenFetches"
	TokenFailures    = "TokenFailures"
)

// All returns every metric there is.
func All() []Metric { return slices.Clone(all[:]) }

// Places in all. The ways in which a try of a message ends come first: each try is
// one of them.
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
	dataverseLatency
	throttled
	retryAfter
	tokenFetches
	tokenFailures

	ends = ageAtEffect
)

var all = [...]Metric{
	applied:          {Applied, Count, true, "a message took its effect in Dataverse"},
	unchanged:        {Unchanged, Count, true, "a message found nothing left to do: its row was there, or gone, or newer; mostly a second delivery"},
	rejected:         {Rejected, Count, true, "a message can never succeed as it stands; it is kept as a dead letter"},
	unavailable:      {Unavailable, Count, true, "a try failed by an outage or a throttle; the message waits"},
	misconfigured:    {Misconfigured, Count, true, "a try failed by the set-up; the message waits"},
	waiting:          {Waiting, Count, true, "a try found that a row which the message needs is not there yet; the message waits"},
	unknown:          {Unknown, Count, true, "an action may or may not have run; its message is kept as a dead letter"},
	ageAtEffect:      {AgeAtEffect, Milliseconds, false, "from the publication of a message to its effect"},
	handedOver:       {HandedOver, Count, false, "the function put a message into the retry queue"},
	dataverseLatency: {DataverseLatency, Milliseconds, false, "of each request to Dataverse, to its answer or to the end of waiting for one"},
	throttled:        {Throttled, Count, false, "Dataverse answered 429"},
	retryAfter:       {RetryAfter, Seconds, false, "Dataverse asked for a wait of so long"},
	tokenFetches:     {TokenFetches, Count, false, "a token was asked of Microsoft Entra ID"},
	tokenFailures:    {TokenFailures, Count, false, "no token was given"},
}
