package sqs

import (
	"slices"
	"strconv"
	"time"
)

// systemAttributes returns the system attributes that a request names.
func (m *message) systemAttributes(names []string) map[string]string {
	milliseconds := func(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
	out := map[string]string{}
	for name, value := range map[string]string{
		"SenderId": "AROAIOSFODNN7EXAMPLE:awstest", "SentTimestamp": milliseconds(m.Sent),
		"ApproximateReceiveCount": strconv.Itoa(m.Receives), "ApproximateFirstReceiveTimestamp": milliseconds(m.FirstReceived),
		"SequenceNumber": m.sequence, "MessageDeduplicationId": m.DeduplicationID, "MessageGroupId": m.Group,
		"AWSTraceHeader": m.trace, "DeadLetterQueueSourceArn": m.Source,
	} {
		if value != "" && (slices.Contains(names, "All") || slices.Contains(names, name)) {
			out[name] = value
		}
	}
	return out
}
