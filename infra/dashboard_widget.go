package main

// widget is a widget of the dashboard, whose grid is 24 columns wide.
type widget struct {
	Type       string `json:"type"`
	X          int    `json:"x"`
	Y          int    `json:"y"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	Properties any    `json:"properties"`
}

// graph is a widget of type metric. Sums and percentiles are of five minutes: SNS
// and SQS report no oftener than that or a minute.
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

// shown is how a graph shows one of its metrics.
type shown struct {
	Expression string `json:"expression,omitempty"`
	ID         string `json:"id,omitempty"`
	Label      string `json:"label,omitempty"`
	Stat       string `json:"stat,omitempty"`
	Axis       string `json:"yAxis,omitempty"`
	Hidden     *bool  `json:"visible,omitempty"` // false, or left out
}
