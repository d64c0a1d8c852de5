package main

// ofMessages is a metric of the function, as a whole or with a dimension and its value.
func ofMessages(metric string, how shown, dimension ...string) []any {
	return row(metricNamespace, metric, how, dimension...)
}

func ofFunction(metric string, how shown) []any {
	return row(lambdaNamespace, metric, how, "FunctionName", "${"+functionID+"}")
}

func ofTopic(metric string, how shown) []any {
	return row(snsNamespace, metric, how, "TopicName", "${Topic}")
}

func ofQueue(metric, queue string, how shown) []any {
	return row(sqsNamespace, metric, how, "QueueName", queue)
}

func deadLetters(queue, id, label string) []any {
	return ofQueue("ApproximateNumberOfMessagesVisible", queue, shown{ID: id, Label: label})
}

func oldest(queue, label string) []any {
	return ofQueue("ApproximateAgeOfOldestMessage", queue, shown{Label: label})
}

func percentiles(metric string) []any {
	return []any{
		ofMessages(metric, shown{Label: "p50", Stat: "p50"}),
		ofMessages(metric, shown{Label: "p95", Stat: "p95"}),
		ofMessages(metric, shown{Label: "p99", Stat: "p99"}),
	}
}

// row is a metric of a graph: its namespace, its name, each dimension with its
// value, and how it is shown.
func row(namespace, metric string, how shown, dimensions ...string) []any {
	r := []any{namespace, metric}
	for _, d := range dimensions {
		r = append(r, d)
	}
	if how != (shown{}) {
		r = append(r, how)
	}
	return r
}

// messages is a graph of counts.
func messages(title, stat string, rows ...any) graph {
	return graph{Title: title, Region: region, Period: 300, Stat: stat, Metrics: rows, YAxis: fromZero("")}
}

// milliseconds is a graph of times, whose rows say which statistic they are.
func milliseconds(title string, rows ...any) graph {
	return graph{Title: title, Region: region, Period: 300, Stat: "p99", Metrics: rows, YAxis: fromZero("ms")}
}

func fromZero(label string) *yAxis {
	zero, no := 0, false
	a := &axis{Label: label, Min: &zero}
	if label == "" {
		a.ShowUnits = &no
	}
	return &yAxis{Left: a}
}
