package dashboard

import (
	"strings"

	"sns-dynamics/internal/function/metrics"
)

const region = "${AWS::Region}"

// widgets are the widgets of the dashboard: first the outcomes of messages, then the
// services on their way.
func (s Stack) widgets() []widget {
	at := func(x, y, width, height int, kind string, properties any) widget {
		return widget{kind, x, y, width, height, properties}
	}
	return []widget{
		at(0, 0, 24, 3, "alarm", s.alarmStatus()),
		at(0, 3, 8, 6, "metric", s.throughput()),
		at(8, 3, 8, 6, "metric", s.balance()),
		at(16, 3, 8, 6, "metric", s.age()),
		at(0, 9, 8, 6, "metric", s.failures()),
		at(8, 9, 8, 6, "metric", s.byOperation()),
		at(16, 9, 8, 6, "metric", s.latency()),
		at(0, 15, 8, 6, "metric", s.throttles()),
		at(8, 15, 8, 6, "metric", s.depth()),
		at(16, 15, 8, 6, "metric", s.oldestMessages()),
		at(0, 21, 8, 6, "metric", s.invocations()),
		at(8, 21, 8, 6, "metric", s.duration()),
		at(16, 21, 8, 6, "metric", s.concurrency()),
		at(0, 27, 24, 6, "log", s.rejections()),
		at(0, 33, 24, 6, "log", s.slowest()),
	}
}

// alarmStatus shows the alarms of every stack, and pieces with the others.
func (s Stack) alarmStatus() status {
	var arns []string
	for i, g := range s.Alarms {
		if g.Condition != "" {
			arns = append(arns, piece(g.variable(i)))
			continue
		}
		for _, id := range g.IDs {
			arns = append(arns, arnOf(id))
		}
	}
	return status{"Alarms", arns}
}

// arnOf is the ARN of an alarm, built from its name: moto, for example, does not know the
// attributes of alarms.
func arnOf(alarm string) string { return "${Alarm}${" + alarm + "}" }

func (s Stack) throughput() graph {
	return messages("Received and applied", "Sum",
		ofTopic("NumberOfMessagesPublished", "${Topic}", shown{Label: "received"}),
		piece("Received"),
		s.ofMessages(metrics.Applied, shown{Label: "applied"}),
		s.ofMessages(metrics.Unchanged, shown{Label: "nothing left to do"}),
		s.ofMessages(metrics.Ignored, shown{Label: "ignored by a route"}),
	)
}

// balance shows losses: messages that were received, and that are not applied or ignored, do
// not wait, and are no dead letters.
func (s Stack) balance() graph {
	hidden := false
	g := messages("Waiting, dead, unaccounted for", "Maximum",
		ofTopic("NumberOfMessagesPublished", "${Topic}", shown{ID: "received1", Stat: "Sum", Hidden: &hidden}),
		piece("Received"),
		s.ofMessages(metrics.Applied, shown{ID: "applied", Stat: "Sum", Hidden: &hidden}),
		s.ofMessages(metrics.Unchanged, shown{ID: "unchanged", Stat: "Sum", Hidden: &hidden}),
		s.ofMessages(metrics.Ignored, shown{ID: "ignored", Stat: "Sum", Hidden: &hidden}),
		ofQueue("ApproximateNumberOfMessagesVisible", nameOf(s.Queue), shown{ID: "queued1", Hidden: &hidden}),
		ofQueue("ApproximateNumberOfMessagesNotVisible", nameOf(s.Queue), shown{ID: "queued2", Hidden: &hidden}),
		ofQueue("ApproximateNumberOfMessagesDelayed", nameOf(s.Queue), shown{ID: "queued3", Hidden: &hidden}),
		piece("Depths"),
		deadLetters(nameOf(s.DeadLetterQueue), "dead1", "dead letters"),
		piece("Dead"),
		[]any{shown{Expression: `SUM(FILL(METRICS("queued"),0))`, ID: "waiting", Label: "waiting"}},
		[]any{shown{
			Expression: `RUNNING_SUM(SUM(FILL(METRICS("received"),0))-FILL(applied,0)-FILL(unchanged,0)-FILL(ignored,0))-waiting-SUM(FILL(METRICS("dead"),0))`,
			ID:         "gap", Label: "unaccounted for",
		}},
	)
	return g
}

func (s Stack) age() graph {
	return milliseconds("Age of a message at its effect", s.percentiles(metrics.AgeAtEffect)...)
}

func (s Stack) failures() graph {
	return messages("Failures by class", "Sum",
		s.ofMessages(metrics.Rejected, shown{}),
		s.ofMessages(metrics.Unavailable, shown{}),
		s.ofMessages(metrics.Misconfigured, shown{}),
		s.ofMessages(metrics.Waiting, shown{}),
		s.ofMessages(metrics.Unknown, shown{}),
		s.ofMessages(metrics.HandedOver, shown{}),
		s.ofMessages(metrics.Overdue, shown{}),
	)
}

func (s Stack) byOperation() graph {
	var rows []any
	for _, operation := range metrics.Operations() {
		if operation != metrics.Undecoded { // an undecoded message is never applied
			rows = append(rows, s.ofMessages(metrics.Applied, shown{Label: operation}, metrics.Operation, operation))
		}
	}
	g := messages("Applied by operation", "Sum", rows...)
	g.Stacked = true
	return g
}

func (s Stack) latency() graph {
	return milliseconds("Latency of Dataverse", s.percentiles(metrics.DataverseLatency)...)
}

func (s Stack) throttles() graph {
	g := messages("Throttles and tokens", "Sum",
		s.ofMessages(metrics.Throttled, shown{Label: "429s"}),
		s.ofMessages(metrics.TokenFetches, shown{}),
		s.ofMessages(metrics.TokenFailures, shown{}),
		s.ofMessages(metrics.RetryAfter, shown{Label: "longest Retry-After, seconds", Stat: "Maximum", Axis: "right"}),
	)
	return g
}

func (s Stack) depth() graph {
	return messages("Messages in queues", "Maximum",
		ofQueue("ApproximateNumberOfMessagesVisible", nameOf(s.Queue), shown{Label: "ready"}),
		ofQueue("ApproximateNumberOfMessagesNotVisible", nameOf(s.Queue), shown{Label: "taken, or to be tried again"}),
		ofQueue("ApproximateNumberOfMessagesDelayed", nameOf(s.Queue), shown{Label: "delayed"}),
		piece("Depths"),
		deadLetters(nameOf(s.DeadLetterQueue), "", "dead letters"),
		piece("Dead"),
	)
}

func (s Stack) oldestMessages() graph {
	g := messages("Oldest message, seconds", "Maximum",
		oldest(nameOf(s.Queue), "waiting"),
		oldest(nameOf(s.DeadLetterQueue), "dead letter"),
		piece("Oldest"),
	)
	return g
}

func (s Stack) invocations() graph {
	return messages("Lambda", "Sum",
		s.ofFunction("Invocations", shown{Axis: "right"}),
		s.ofFunction("Errors", shown{}),
		s.ofFunction("Throttles", shown{}),
		s.ofFunction("AsyncEventsDropped", shown{}),
		s.ofFunction("DestinationDeliveryFailures", shown{}),
	)
}

func (s Stack) duration() graph {
	g := milliseconds("Duration of an invocation",
		s.ofFunction("Duration", shown{Label: "p50", Stat: "p50"}),
		s.ofFunction("Duration", shown{Label: "p99", Stat: "p99"}),
		s.ofFunction("Duration", shown{Label: "longest", Stat: "Maximum"}),
	)
	g.Annotations = &annotations{[]annotation{{"timeout", s.TimeoutSeconds * 1000}}}
	return g
}

func (s Stack) concurrency() graph {
	return messages("Invocations at a time", "Maximum",
		s.ofFunction("ConcurrentExecutions", shown{Label: "all"}),
		[]any{limit(s.MaximumConcurrency)},
		piece("Reserved"),
	)
}

// limit shows the value of a parameter as a line.
func limit(parameter string) shown {
	return shown{Expression: "TIME_SERIES(${" + parameter + "})", Label: parameter}
}

func (s Stack) rejections() query {
	return query{"Newest rejections", region, "table", strings.Join([]string{"SOURCE '${" + s.LogGroup + "}'",
		`filter class = "rejected"`,
		"fields @timestamp, messageId, operation, entitySet, row, status, code, error, fix, dataverseRequestId",
		"sort @timestamp desc", "limit 20"}, " | ")}
}

func (s Stack) slowest() query {
	return query{"Slowest messages", region, "table", strings.Join([]string{"SOURCE '${" + s.LogGroup + "}'",
		"filter ispresent(duration) and ispresent(messageId)",
		"fields @timestamp, messageId, operation, entitySet, row, outcome, status, tries, duration, dataverseRequestId, traceId",
		"sort duration desc", "limit 20"}, " | ")}
}
