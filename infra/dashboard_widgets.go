package main

import (
	"strings"

	"sns-dynamics/internal/metrics"
)

const (
	region    = "${AWS::Region}"
	logSource = "SOURCE '${" + functionLogGroupID + "}'"
)

// widgets are what the dashboard shows: first what became of messages, then what
// they meet on their way.
func widgets() []widget {
	at := func(x, y, width, height int, kind string, properties any) widget {
		return widget{kind, x, y, width, height, properties}
	}
	return []widget{
		at(0, 0, 24, 3, "alarm", alarmStatus()),
		at(0, 3, 8, 6, "metric", throughput()),
		at(8, 3, 8, 6, "metric", balance()),
		at(16, 3, 8, 6, "metric", age()),
		at(0, 9, 8, 6, "metric", failures()),
		at(8, 9, 8, 6, "metric", byOperation()),
		at(16, 9, 8, 6, "metric", latency()),
		at(0, 15, 8, 6, "metric", throttles()),
		at(8, 15, 8, 6, "metric", depth()),
		at(16, 15, 8, 6, "metric", oldestMessages()),
		at(0, 21, 8, 6, "metric", invocations()),
		at(8, 21, 8, 6, "metric", duration()),
		at(16, 21, 8, 6, "metric", concurrency()),
		at(0, 27, 24, 6, "log", rejections()),
		at(0, 33, 24, 6, "log", slowest()),
	}
}

func alarmStatus() status {
	var arns []string
	for _, id := range alarmIDs {
		if id != orderedDeadLetterAlarmID {
			arns = append(arns, arnOf(id))
		}
	}
	return status{"Alarms", append(arns, piece("Alarms"))}
}

// arnOf is the ARN of an alarm, made of its name: some that read templates, such as
// moto, know no attributes of alarms.
func arnOf(alarm string) string { return "${Alarm}${" + alarm + "}" }

func throughput() graph {
	return messages("Received and applied", "Sum",
		ofTopic("NumberOfMessagesPublished", shown{Label: "received"}),
		ofMessages(metrics.Applied, shown{Label: "applied"}),
		ofMessages(metrics.Unchanged, shown{Label: "nothing left to do"}),
	)
}

// balance is the loss picture: what was received and is neither applied, nor
// waiting, nor dead.
func balance() graph {
	hidden := false
	g := messages("Waiting, dead, unaccounted for", "Maximum",
		ofTopic("NumberOfMessagesPublished", shown{ID: "received", Stat: "Sum", Hidden: &hidden}),
		ofMessages(metrics.Applied, shown{ID: "applied", Stat: "Sum", Hidden: &hidden}),
		ofMessages(metrics.Unchanged, shown{ID: "unchanged", Stat: "Sum", Hidden: &hidden}),
		ofQueue("ApproximateNumberOfMessagesVisible", "${Queue}", shown{ID: "queued1", Hidden: &hidden}),
		ofQueue("ApproximateNumberOfMessagesNotVisible", "${Queue}", shown{ID: "queued2", Hidden: &hidden}),
		ofQueue("ApproximateNumberOfMessagesDelayed", "${Queue}", shown{ID: "queued3", Hidden: &hidden}),
		deadLetters("${"+deadLetterQueueID+".QueueName}", "dead1", "dead letters"),
		piece("Dead"),
		[]any{shown{Expression: `SUM(FILL(METRICS("queued"),0))`, ID: "waiting", Label: "waiting"}},
		[]any{shown{
			Expression: `RUNNING_SUM(FILL(received,0)-FILL(applied,0)-FILL(unchanged,0))-waiting-SUM(FILL(METRICS("dead"),0))`,
			ID:         "gap", Label: "unaccounted for",
		}},
	)
	return g
}

func age() graph {
	return milliseconds("Age of a message at its effect", percentiles(metrics.AgeAtEffect)...)
}

func failures() graph {
	return messages("Failures by class", "Sum",
		ofMessages(metrics.Rejected, shown{}),
		ofMessages(metrics.Unavailable, shown{}),
		ofMessages(metrics.Misconfigured, shown{}),
		ofMessages(metrics.Waiting, shown{}),
		ofMessages(metrics.Unknown, shown{}),
		ofMessages(metrics.HandedOver, shown{}),
	)
}

func byOperation() graph {
	var rows []any
	for _, operation := range metrics.Operations() {
		if operation != metrics.Undecoded { // which is never applied
			rows = append(rows, ofMessages(metrics.Applied, shown{Label: operation}, metrics.Operation, operation))
		}
	}
	g := messages("Applied by operation", "Sum", rows...)
	g.Stacked = true
	return g
}

func latency() graph {
	return milliseconds("Latency of Dataverse", percentiles(metrics.DataverseLatency)...)
}

func throttles() graph {
	g := messages("Throttles and tokens", "Sum",
		ofMessages(metrics.Throttled, shown{Label: "429s"}),
		ofMessages(metrics.TokenFetches, shown{}),
		ofMessages(metrics.TokenFailures, shown{}),
		ofMessages(metrics.RetryAfter, shown{Label: "longest Retry-After, seconds", Stat: "Maximum", Axis: "right"}),
	)
	return g
}

func depth() graph {
	return messages("Messages in queues", "Maximum",
		ofQueue("ApproximateNumberOfMessagesVisible", "${Queue}", shown{Label: "ready"}),
		ofQueue("ApproximateNumberOfMessagesNotVisible", "${Queue}", shown{Label: "taken, or to be tried again"}),
		ofQueue("ApproximateNumberOfMessagesDelayed", "${Queue}", shown{Label: "delayed"}),
		deadLetters("${"+deadLetterQueueID+".QueueName}", "", "dead letters"),
		piece("Dead"),
	)
}

func oldestMessages() graph {
	g := messages("Oldest message, seconds", "Maximum",
		oldest("${Queue}", "waiting"),
		oldest("${"+deadLetterQueueID+".QueueName}", "dead letter"),
		piece("Oldest"),
	)
	return g
}

func invocations() graph {
	return messages("Lambda", "Sum",
		ofFunction("Invocations", shown{Axis: "right"}),
		ofFunction("Errors", shown{}),
		ofFunction("Throttles", shown{}),
		ofFunction("AsyncEventsDropped", shown{}),
		ofFunction("DestinationDeliveryFailures", shown{}),
	)
}

func duration() graph {
	g := milliseconds("Duration of an invocation",
		ofFunction("Duration", shown{Label: "p50", Stat: "p50"}),
		ofFunction("Duration", shown{Label: "p99", Stat: "p99"}),
		ofFunction("Duration", shown{Label: "longest", Stat: "Maximum"}),
	)
	g.Annotations = &annotations{[]annotation{{"timeout", functionTimeoutSeconds * 1000}}}
	return g
}

func concurrency() graph {
	return messages("Invocations at a time", "Maximum",
		ofFunction("ConcurrentExecutions", shown{Label: "all"}),
		[]any{limit(maximumConcurrencyParameter)},
		piece("Reserved"),
	)
}

// limit is a parameter as a line.
func limit(parameter string) shown {
	return shown{Expression: "TIME_SERIES(${" + parameter + "})", Label: parameter}
}

func rejections() query {
	return query{"Newest rejections", region, "table", strings.Join([]string{logSource,
		`filter class = "rejected"`,
		"fields @timestamp, messageId, operation, entitySet, row, status, code, error, fix, dataverseRequestId",
		"sort @timestamp desc", "limit 20"}, " | ")}
}

func slowest() query {
	return query{"Slowest messages", region, "table", strings.Join([]string{logSource,
		"filter ispresent(duration) and ispresent(messageId)",
		"fields @timestamp, messageId, operation, entitySet, row, outcome, status, tries, duration, dataverseRequestId, traceId",
		"sort duration desc", "limit 20"}, " | ")}
}

// alarmIDs are the alarms of the stack.
var alarmIDs = []string{
	deadLetterAlarmID, orderedDeadLetterAlarmID, lostLetterAlarmID, lostNotificationAlarmID, subscriptionAlarmID,
	eventDroppedAlarmID, misconfiguredAlarmID, throttledAlarmID, queueAgeAlarmID, queueStalledAlarmID, errorAlarmID, durationAlarmID,
}
