package dashboard

// ofMessages is a metric of the function: without a dimension, or with a dimension and its
// value.
func (s Stack) ofMessages(metric string, how shown, dimension ...string) []any {
	return row(s.MetricNamespace, metric, how, dimension...)
}

func (s Stack) ofFunction(metric string, how shown) []any {
	return row("AWS/Lambda", metric, how, "FunctionName", "${"+s.Function+"}")
}

func ofTopic(metric, topic string, how shown) []any {
	return row("AWS/SNS", metric, how, "TopicName", topic)
}

func ofQueue(metric, queue string, how shown) []any {
	return row("AWS/SQS", metric, how, "QueueName", queue)
}

func deadLetters(queue, id, label string) []any {
	return ofQueue("ApproximateNumberOfMessagesVisible", queue, shown{ID: id, Label: label})
}

func oldest(queue, label string) []any {
	return ofQueue("ApproximateAgeOfOldestMessage", queue, shown{Label: label})
}

func (s Stack) percentiles(metric string) []any {
	return []any{
		s.ofMessages(metric, shown{Label: "p50", Stat: "p50"}),
		s.ofMessages(metric, shown{Label: "p95", Stat: "p95"}),
		s.ofMessages(metric, shown{Label: "p99", Stat: "p99"}),
	}
}

// row is a metric of a graph: its namespace, its name, each dimension with its value, and its
// appearance.
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

// milliseconds is a graph of times. Each row names its statistic.
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

// widget is a widget of the dashboard. The grid of the dashboard has 24 columns.
type widget struct {
	Type       string `json:"type"`
	X          int    `json:"x"`
	Y          int    `json:"y"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	Properties any    `json:"properties"`
}

// graph is a widget of type metric. The period of sums and percentiles is five minutes: SNS
// and SQS report at most once in one or five minutes.
type graph struct {
	Title       string       `json:"title"`
	Region      string       `json:"region"`
	Period      int          `json:"period"`
	Stat        string       `json:"stat"`
	Stacked     bool         `json:"stacked,omitempty"`
	Metrics     []any        `json:"metrics"`
	YAxis       *yAxis       `json:"yAxis,omitempty"`
	Annotations *annotations `json:"annotations,omitempty"`
}

type yAxis struct {
	Left  *axis `json:"left,omitempty"`
	Right *axis `json:"right,omitempty"`
}

type axis struct {
	Label     string `json:"label,omitempty"`
	Min       *int   `json:"min,omitempty"`
	ShowUnits *bool  `json:"showUnits,omitempty"`
}

type annotations struct {
	Horizontal []annotation `json:"horizontal"`
}

type annotation struct {
	Label string `json:"label"`
	Value int    `json:"value"`
}

// query is a widget of type log.
type query struct {
	Title  string `json:"title"`
	Region string `json:"region"`
	View   string `json:"view"`
	Query  string `json:"query"`
}

// status is a widget of type alarm.
type status struct {
	Title  string   `json:"title"`
	Alarms []string `json:"alarms"`
}

// shown is the appearance of a metric in a graph.
type shown struct {
	Expression string `json:"expression,omitempty"`
	ID         string `json:"id,omitempty"`
	Label      string `json:"label,omitempty"`
	Stat       string `json:"stat,omitempty"`
	Axis       string `json:"yAxis,omitempty"`
	Hidden     *bool  `json:"visible,omitempty"` // false, or nil
}
