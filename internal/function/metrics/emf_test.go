package metrics_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// document is a line in the form that CloudWatch reads.
type document struct {
	root       map[string]any
	timestamp  any
	directives []directive
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []struct {
		Name, Unit        string
		StorageResolution int
	}
}

func (d document) text(member string) string {
	text, _ := d.root[member].(string)
	return text
}

func decode(t *testing.T, line string) document {
	t.Helper()
	d, err := parse(line)
	if err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return d
}

func parse(line string) (d document, err error) {
	if err := json.Unmarshal([]byte(line), &d.root); err != nil {
		return d, err
	}
	var typed struct {
		AWS *struct {
			Timestamp         any
			CloudWatchMetrics *[]directive
		} `json:"_aws"`
	}
	if err := json.Unmarshal([]byte(line), &typed); err != nil {
		return d, err
	}
	if typed.AWS == nil || typed.AWS.CloudWatchMetrics == nil {
		return d, fmt.Errorf("no _aws.CloudWatchMetrics")
	}
	d.timestamp, d.directives = typed.AWS.Timestamp, *typed.AWS.CloudWatchMetrics
	return d, nil
}

// facts are the rules of the specification and its JSON Schema. The rules about the level
// and its timestamp come from Lambda.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
var facts = []struct {
	name  string
	holds func(document) bool
}{
	{"Timestamp is a whole number of milliseconds", func(d document) bool {
		n, ok := d.timestamp.(float64)
		return ok && n == float64(int64(n)) && n > 1e12
	}},
	{"a Namespace has 1 to 1024 characters", each(func(_ document, x directive) bool { return within(x.Namespace, 1, 1024) })},
	{"Dimensions has a set at least", each(func(_ document, x directive) bool { return len(x.Dimensions) > 0 })},
	{"a set has 30 dimensions at most, of 1 to 250 characters", each(func(_ document, x directive) bool {
		return !slices.ContainsFunc(x.Dimensions, func(set []string) bool {
			return set == nil || len(set) > 30 || slices.ContainsFunc(set, func(name string) bool { return !within(name, 1, 250) })
		})
	})},
	{"the target of a dimension is a string of at most 1024 characters", each(func(d document, x directive) bool {
		return !slices.ContainsFunc(slices.Concat(x.Dimensions...), func(name string) bool { return !within(d.text(name), 1, 1024) })
	})},
	{"a directive has 100 metrics at most, and one to be of use", each(func(_ document, x directive) bool {
		return len(x.Metrics) > 0 && len(x.Metrics) <= 100
	})},
	{"a metric has a name of 1 to 1024 characters", each(func(_ document, x directive) bool {
		for _, m := range x.Metrics {
			if !within(m.Name, 1, 1024) {
				return false
			}
		}
		return true
	})},
	{"a unit is one of CloudWatch's", each(func(_ document, x directive) bool {
		for _, m := range x.Metrics {
			if !units.MatchString(m.Unit) {
				return false
			}
		}
		return true
	})},
	{"a resolution is 1 or 60 seconds", each(func(_ document, x directive) bool {
		for _, m := range x.Metrics {
			if m.StorageResolution != 0 && m.StorageResolution != 1 && m.StorageResolution != 60 {
				return false
			}
		}
		return true
	})},
	{"the target of a metric is a number, or 100 numbers at most", each(func(d document, x directive) bool {
		for _, m := range x.Metrics {
			if !isTarget(d.root[m.Name]) {
				return false
			}
		}
		return true
	})},
	{"the line has 256 KB at most", func(d document) bool {
		text, err := json.Marshal(d.root)
		return err == nil && len(text) < 256_000
	}},
	{"level is one of Lambda's", func(d document) bool {
		return slices.Contains([]string{"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"}, d.text("level"))
	}},
	{"timestamp is as in RFC 3339", func(d document) bool {
		_, err := time.Parse(time.RFC3339, d.text("timestamp"))
		return err == nil
	}},
}

var units = regexp.MustCompile(`^((Kilo|Mega|Giga|Tera)?(bytes|bits|Bytes|Bits)(/Second)?|(Micros|Millis|S)econds|Percent|Count(/Second)?|None)$`)

func each(holds func(document, directive) bool) func(document) bool {
	return func(d document) bool {
		return !slices.ContainsFunc(d.directives, func(x directive) bool { return !holds(d, x) })
	}
}

func within(text string, least, most int) bool { return len(text) >= least && len(text) <= most }

func isTarget(value any) bool {
	switch value := value.(type) {
	case float64:
		return true
	case []any:
		return len(value) > 0 && len(value) <= 100 &&
			!slices.ContainsFunc(value, func(v any) bool { _, ok := v.(float64); return !ok })
	}
	return false
}

// problems returns the rules that a line breaks.
func problems(line string) []string {
	d, err := parse(line)
	if err != nil {
		return []string{err.Error()}
	}
	var all []string
	for _, f := range facts {
		if !f.holds(d) {
			all = append(all, "not so: "+f.name)
		}
	}
	return all
}

// TestFacts breaks each rule once, and checks that this rule is reported.
func TestFacts(t *testing.T) {
	const good = `{"timestamp":"2026-11-21T09:30:02.045Z","level":"INFO","_aws":{"Timestamp":1795253402045,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[],["D"]],"Metrics":[{"Name":"M","Unit":"Count"}]}]},"D":"d","M":1}`
	if got := problems(good); len(got) > 0 {
		t.Fatalf("a good line: %v", got)
	}
	many := "[" + strings.Repeat("1,", 100) + "1]"
	names := `["D"` + strings.Repeat(`,"D"`, 30) + `]`
	definitions := strings.Repeat(`{"Name":"M","Unit":"Count"},`, 100)
	for _, tt := range [][3]string{
		{"1795253402045", `"now"`, "Timestamp"}, {"1795253402045", "1795253402.5", "Timestamp"},
		{`"N"`, `""`, "Namespace"}, {`[[],["D"]]`, `[]`, "a set at least"}, {`["D"]`, names, "30 dimensions"},
		{`["D"]`, `null`, "30 dimensions"}, {`"D":"d"`, `"D":7`, "target of a dimension"}, {`,"D":"d"`, "", "target of a dimension"},
		{`{"Name":"M","Unit":"Count"}`, "", "100 metrics"}, {`[{"Name"`, "[" + definitions + `{"Name"`, "100 metrics"},
		{`"Name":"M"`, `"Name":""`, "name of 1"}, {`"Count"`, `"Pieces"`, "unit"}, {`"Count"`, `"Count","StorageResolution":5`, "resolution"},
		{`"M":1`, `"M":"1"`, "target of a metric"}, {`"M":1`, `"M":` + many, "target of a metric"}, {`"M":1`, `"M":{"a":1}`, "target of a metric"},
		{`"D":"d"`, `"D":"d","x":"` + strings.Repeat("x", 256_000) + `"`, "256 KB"},
		{`"INFO"`, `"LOUD"`, "level"}, {`"2026-11-21T`, `"2026-11-21 `, "RFC 3339"}, {`"_aws"`, `"aws"`, "no _aws"},
	} {
		broken := strings.Replace(good, tt[0], tt[1], 1)
		if got := strings.Join(problems(broken), "; "); broken == good || !strings.Contains(got, tt[2]) {
			t.Errorf("%s for %s: %q, want %q", tt[1][:min(20, len(tt[1]))], tt[0], got, tt[2])
		}
	}
}
