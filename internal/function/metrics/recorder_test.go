package metrics_test

import (
	"bytes"
	"flag"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/metrics"
)

var update = flag.Bool("update", false, "write the lines into testdata/lines.golden: go test ./internal/function/metrics -update")

const (
	namespace = "SnsDynamics/a-stack"
	requestID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
)

func recorder(w *bytes.Buffer, level slog.Level) *metrics.Recorder {
	return metrics.New(metrics.Config{
		Writer: w, Namespace: namespace, Level: level,
		Now: func() time.Time { return time.Date(2026, 11, 21, 10, 30, 2, 45e6, time.FixedZone("CET", 3600)) },
	})
}

// TestLines compares the lines of some invocations. Each line must be a document of the
// embedded metric format.
func TestLines(t *testing.T) {
	var out bytes.Buffer
	for _, tt := range []struct {
		name    string
		level   slog.Level
		request string
		happens func(*metrics.Recorder)
	}{
		{"nothing", slog.LevelInfo, requestID, func(*metrics.Recorder) {}},
		{"the first message of a cold start", slog.LevelInfo, requestID, func(r *metrics.Recorder) {
			r.TokenFetch(true)
			r.Request(62431*time.Microsecond, false, 0)
			r.Ended(metrics.End{Operation: "create", Metric: metrics.Applied, Age: 2050 * time.Millisecond})
		}},
		{"a throttle that lasts", slog.LevelInfo, requestID, func(r *metrics.Recorder) {
			r.Request(12*time.Millisecond, true, 30*time.Second)
			r.Request(11*time.Millisecond, true, 1500*time.Millisecond)
			r.Ended(metrics.End{Operation: "upsert", Metric: metrics.Unavailable, IsHandedOver: true})
		}},
		{"a secret that has expired", slog.LevelError, requestID, func(r *metrics.Recorder) {
			r.TokenFetch(false)
			r.Ended(metrics.End{Operation: "delete", Metric: metrics.Misconfigured})
		}},
		{"a sign-in that nobody waited for", slog.LevelWarn, requestID, func(r *metrics.Recorder) { r.TokenFetch(true) }},
		{"a batch", slog.LevelInfo, requestID, func(r *metrics.Recorder) {
			r.Request(350*time.Millisecond, false, 0)
			for i, end := range []string{metrics.Applied, metrics.Applied, metrics.Unchanged, metrics.Rejected, "what is this"} {
				r.Ended(metrics.End{Operation: "upsert", Metric: end, Age: time.Duration(i) * time.Second})
			}
			r.Ended(metrics.End{Operation: "action", Metric: metrics.Unknown})
			r.Ended(metrics.End{Metric: metrics.Rejected})
			r.Ended(metrics.End{Operation: `no","such":"operation`, Metric: metrics.Rejected})
		}},
		{"more values than a line holds", slog.LevelInfo, requestID, func(r *metrics.Recorder) {
			for i := range 201 {
				r.Ended(metrics.End{Operation: "create", Metric: metrics.Applied, Age: time.Duration(i) * time.Millisecond})
			}
			r.Ended(metrics.End{Operation: "update", Metric: metrics.Applied, Age: -time.Second})
		}},
		{"an id that is none", slog.LevelInfo, "x\",\"y\n", func(r *metrics.Recorder) { r.TokenFetch(true) }},
	} {
		var lines bytes.Buffer
		r := recorder(&lines, tt.level)
		tt.happens(r)
		r.Flush(tt.request)
		out.WriteString("-- " + tt.name + " --\n" + lines.String())
		for line := range strings.Lines(lines.String()) {
			for _, problem := range problems(line) {
				t.Errorf("%s: %s in\n%s", tt.name, problem, line)
			}
		}
		lines.Reset()
		if r.Flush(tt.request); lines.Len() > 0 {
			t.Errorf("%s: written twice: %s", tt.name, &lines)
		}
	}
	const golden = "testdata/lines.golden"
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("lines (-want +got), written anew by go test ./internal/function/metrics -update:\n%s", diff)
	}
}

// TestAllIsEmitted makes every event occur. The lines must have every metric of All, with
// its unit and its dimensions, and no other metric.
func TestAllIsEmitted(t *testing.T) {
	var lines bytes.Buffer
	r := recorder(&lines, slog.LevelInfo)
	for _, operation := range metrics.Operations() {
		for _, m := range metrics.All() {
			r.Ended(metrics.End{Operation: operation, Metric: m.Name, IsHandedOver: true, IsOverdue: true})
		}
	}
	r.Request(time.Second, true, time.Second)
	r.TokenFetch(false)
	r.Flush(requestID)

	type emitted struct {
		Unit       string
		Dimensions [][]string
	}
	got, want := map[string]emitted{}, map[string]emitted{}
	seen := map[string]bool{}
	for line := range strings.Lines(lines.String()) {
		d := decode(t, line)
		seen[d.text("Operation")] = true
		for _, directive := range d.directives {
			for _, m := range directive.Metrics {
				got[m.Name] = emitted{m.Unit, directive.Dimensions}
			}
		}
	}
	for _, m := range metrics.All() {
		if m.Meaning == "" || want[m.Name].Unit != "" {
			t.Errorf("%s is not explained, or is there twice", m.Name)
		}
		dimensions := [][]string{{}}
		if m.ByOperation {
			dimensions = append(dimensions, []string{metrics.Operation})
		}
		want[m.Name] = emitted{string(m.Unit), dimensions}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metrics (-defined +emitted):\n%s", diff)
	}
	for _, operation := range metrics.Operations() {
		if !seen[operation] {
			t.Errorf("no line of operation %s", operation)
		}
	}
}

// TestRecorderIsShared counts the records of several goroutines while another goroutine
// flushes.
func TestRecorderIsShared(t *testing.T) {
	var lines bytes.Buffer
	r := recorder(&lines, slog.LevelInfo)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				r.Ended(metrics.End{Operation: "update", Metric: metrics.Unchanged})
				r.Flush(requestID)
			}
		})
	}
	all.Wait()
	sum := 0.0
	for line := range strings.Lines(lines.String()) {
		sum += decode(t, line).root["Unchanged"].(float64)
	}
	if sum != 800 {
		t.Errorf("%v of 800 were counted", sum)
	}
}

// BenchmarkMessage measures the cost of the metrics of a message.
func BenchmarkMessage(b *testing.B) {
	var lines bytes.Buffer
	r := recorder(&lines, slog.LevelInfo)
	b.ReportAllocs()
	for b.Loop() {
		r.Request(62*time.Millisecond, false, 0)
		r.Ended(metrics.End{Operation: "upsert", Metric: metrics.Applied, Age: time.Second})
		r.Flush(requestID)
		lines.Reset()
	}
}
