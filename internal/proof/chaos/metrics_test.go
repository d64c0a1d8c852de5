package chaos

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/function/metrics"
)

// sums are the totals of the metrics, by name: counts, and the number of measured times.
type sums map[string]int

// ends are the metrics of the outcome of an attempt.
var ends = []string{metrics.Applied, metrics.Unchanged, metrics.Rejected, metrics.Unavailable, metrics.Misconfigured, metrics.Unknown, metrics.Ignored}

// measure adds a line of the embedded metric format.
func (s sums) measure(line string) error {
	var root map[string]json.RawMessage
	if err := json.Unmarshal([]byte(line), &root); err != nil {
		return err
	}
	var format struct {
		CloudWatchMetrics []struct{ Metrics []struct{ Name, Unit string } }
	}
	if err := json.Unmarshal(root["_aws"], &format); err != nil {
		return err
	}
	for _, directive := range format.CloudWatchMetrics {
		for _, m := range directive.Metrics {
			var many []float64
			if json.Unmarshal(root[m.Name], &many) != nil {
				many = make([]float64, 1)
				if err := json.Unmarshal(root[m.Name], &many[0]); err != nil {
					return fmt.Errorf("%s: %w", m.Name, err)
				}
			}
			for _, value := range many {
				if m.Unit != string(metrics.Count) {
					value = 1
				}
				s[m.Name] += int(value)
			}
		}
	}
	return nil
}

// log adds a line of the log, by its class and outcome.
func (s sums) log(class, outcome string) {
	switch {
	case class != "":
		s[strings.ToUpper(class[:1])+class[1:]]++
	case outcome == "done":
		s[metrics.Applied]++
	case outcome == "ignored":
		s[metrics.Ignored]++
	default:
		s[metrics.Unchanged]++
	}
}

func (s sums) add(other sums) {
	for name, n := range other {
		s[name] += n
	}
}

func (s sums) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&b, " %s %d", name, s[name])
	}
	return b.String()
}

// metricsWriter takes the metrics of a container, and searches them for canaries.
type metricsWriter struct{ c *container }

func (m metricsWriter) Write(line []byte) (int, error) {
	w := m.c.fleet.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.c.dead {
		return len(line), nil
	}
	w.checkCanaries(nil, "a metric", string(line))
	if err := m.c.measured.measure(string(line)); err != nil {
		w.wrong(nil, "%v in a line of metrics: %s", err, line)
	}
	return len(line), nil
}

// countingNetwork counts the requests of a container, and the responses with status 429.
// It does not count POST requests without a connection, because the client does not
// count them.
type countingNetwork struct{ network }

func (n countingNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := true
	trace := httptrace.ClientTrace{
		GetConn: func(string) { sent = r.Method != http.MethodPost }, GotConn: func(httptrace.GotConnInfo) { sent = true },
	}
	resp, err := n.network.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), &trace)))
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	if sent && !isSignIn(r) {
		n.c.seen[metrics.DataverseLatency]++
		if resp != nil && resp.StatusCode == http.StatusTooManyRequests {
			n.c.seen[metrics.Throttled]++
		}
	}
	return resp, err
}

// checkMetrics compares the metrics of an invocation with its requests and log.
func (c *container) checkMetrics(m *message) {
	for _, name := range append([]string{metrics.DataverseLatency, metrics.Throttled}, ends...) {
		if c.measured[name] != c.seen[name] {
			c.fleet.w.wrong(m, "container %d measured %s %d, and was seen to %d:%v; seen:%v", c.n, name, c.measured[name], c.seen[name], c.measured, c.seen)
		}
	}
	c.fleet.w.measured.add(c.measured)
	c.measured, c.seen = sums{}, sums{}
}

// checkMeasured compares the totals of the metrics with the outcomes of the messages.
// Attempts in killed containers are in neither, so each total is a bound.
func (t *testRun) checkMeasured(to *testing.T) {
	to.Helper()
	to.Logf("metrics:%v", t.measured)
	atLeast := sums{}
	for _, m := range t.messages {
		if m.finalState == recovered {
			atLeast["recovered"]++
		}
		classes := map[string]bool{}
		for _, l := range m.deadLetters {
			classes[l["class"]] = true
		}
		for class := range classes {
			atLeast[class]++
		}
	}
	for _, of := range []struct {
		what string
		got  int
	}{
		{"recovered", t.measured[metrics.Applied] + t.measured[metrics.Unchanged] + t.measured[metrics.Ignored]},
		{"rejected", t.measured[metrics.Rejected]},
	} {
		if want := atLeast[of.what]; of.got < want || of.got == 0 {
			to.Errorf("SEED=%d: %d messages were %s, and the metrics tell of %d:%v", t.seed, want, of.what, of.got, t.measured)
		}
	}
	if t.measured[metrics.AgeAtEffect] != t.measured[metrics.Applied] || t.measured[metrics.DataverseLatency] == 0 || t.measured[metrics.TokenFetches] == 0 {
		to.Errorf("SEED=%d: metrics:%v: want an age for each message applied, requests and sign-ins", t.seed, t.measured)
	}
}

// measure adds the log of a process of TestKill. Only the killed invocation, which has
// one message, may be in the log and not in the metrics.
func (k *killing) measure(log string) {
	measured, seen := sums{}, sums{}
	for line := range strings.Lines(log) {
		var l struct {
			Outcome, Class string
			Duplicate      bool
			AWS            json.RawMessage `json:"_aws"`
		}
		switch err := json.Unmarshal([]byte(line), &l); {
		case err != nil: // cut off by the kill, or not a line of the function
		case l.AWS != nil:
			if err := measured.measure(line); err != nil {
				k.wrong(nil, "%v in a line of metrics: %s", err, line)
			}
		case l.Outcome != "" && !l.Duplicate:
			seen.log(l.Class, l.Outcome)
		}
	}
	missing := 0
	for _, name := range ends {
		missing += max(seen[name]-measured[name], 10*(measured[name]-seen[name]))
	}
	if missing > 1 {
		k.wrong(nil, "a process measured%v, and logged%v", measured, seen)
	}
	k.measured.add(measured)
}
