package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/delivery"
)

// TestEvents parses the events of the workload with the function's own reader.
func TestEvents(t *testing.T) {
	all, _ := mixed(250)
	events := append(sqsEvents(all, 100), snsEvent(order(1)))
	var sizes []int
	var kinds []string
	for _, event := range events {
		deliveries, err := delivery.Parse(event)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(deliveries))
		for _, d := range deliveries {
			operation, err := d.Envelope.Operation()
			if err != nil {
				t.Fatalf("%s: %v", d.Body(), err)
			}
			kinds = append(kinds, string(operation.Kind)+" "+operation.EntitySet)
		}
	}
	if diff := cmp.Diff([]int{100, 100, 50, 1}, sizes); diff != "" {
		t.Errorf("messages of the events (-want +got):\n%s", diff)
	}
	for i, o := range append(all, order(1)) {
		if want := o.Kind + " " + o.Set; kinds[i] != want {
			t.Errorf("message %d = %s, want %s", i, kinds[i], want)
		}
	}
}

// TestMixed looks for two operations on one row, because they would have to keep their
// order.
func TestMixed(t *testing.T) {
	all, present := mixed(1000)
	again, _ := mixed(1000)
	if diff := cmp.Diff(all, again); diff != "" {
		t.Errorf("another workload the second time (-first +second):\n%s", diff)
	}
	rows := map[string]bool{}
	kinds := map[string]int{}
	for _, o := range all {
		name := o.Set + o.ID + o.Value
		if rows[name] {
			t.Errorf("two operations on %s", name)
		}
		rows[name] = true
		kinds[o.Kind]++
	}
	if len(kinds) != 4 || kinds["update"]+kinds["delete"] != len(present) {
		t.Errorf("operations = %v with %d rows there before", kinds, len(present))
	}
}

func TestCheckRows(t *testing.T) {
	all := []op{{Kind: "create", Set: "leads"}, {Kind: "delete", Set: "accounts"}, {Kind: "update", Set: "accounts"}, order(1)}
	before := map[string]int{"accounts": 3, "leads": 1}
	for _, tt := range []struct {
		name  string
		after map[string]int
		fails bool
	}{
		{"all done", map[string]int{"accounts": 2, "leads": 2, "new_orders": 1}, false},
		{"with the row of the warm-up", map[string]int{"accounts": 2, "leads": 2, "new_orders": 2}, false},
		{"nothing done", before, true},
		{"a delete left out", map[string]int{"accounts": 3, "leads": 2, "new_orders": 1}, true},
	} {
		if err := checkRows(all, before, tt.after); (err != nil) != tt.fails {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func sample() *report {
	r := &report{Results: []result{
		result{Name: "upserts", Who: ours, LatencyMS: 20, Unit: "records/s"}.measured([]float64{900, 1000, 1200}),
		result{Name: "upserts", Who: "one" + single, LatencyMS: 20, Unit: "records/s"}.measured([]float64{100}),
		result{Name: "upserts", Who: "many", LatencyMS: 20, Unit: "records/s"}.measured([]float64{2000}),
		{Name: "upserts", Who: "none & <such>", LatencyMS: 20, Unit: "records/s", Error: "not there"},
	}}
	r.compare()
	return r
}

func TestCompareAndJudge(t *testing.T) {
	r := sample()
	if l := r.Results[0]; l.Value != 1000 || l.Low != 900 || l.High != 1200 {
		t.Errorf("median, lowest, highest = %v, %v, %v", l.Value, l.Low, l.High)
	}
	if l := r.Results[1]; l.Ratio == nil || *l.Ratio != 0.1 {
		t.Errorf("ratio to ours = %v, want 0.1", l.Ratio)
	}
	got := map[string]target{}
	for _, v := range r.judge() {
		got[v.Name+": "+v.Want] = v
	}
	for name, want := range map[string]target{
		"upserts, 20 ms: at least 20 times the fastest peer with single requests": {Value: 10, Bound: 20, AtLeast: true},
		"upserts, 20 ms: ahead of the fastest peer that batches":                  {Value: 0.5, Bound: 1, AtLeast: true},
		"cold start, 0 ms: at most 1.3 times the bare function":                   {Bound: 1.3, Missing: "not measured in this run"},
	} {
		v := got[name]
		v.Name, v.Want = "", ""
		if diff := cmp.Diff(want, v); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTableAndPlot(t *testing.T) {
	r := sample()
	var table strings.Builder
	r.print(&table)
	for _, want := range []string{"none & <such>", "not there", "1000", "upserts, 20 ms"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("no %q in the table:\n%s", want, table.String())
		}
	}
	figure := draw([]panel{r.panel("upserts", 20)})
	for d := xml.NewDecoder(strings.NewReader(figure)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the plot is not XML: %v", err)
		}
	}
	if n := strings.Count(figure, "rx="); n != 3 || !strings.Contains(figure, "cannot run") {
		t.Errorf("%d bars, want 3 and one that cannot run:\n%s", n, figure)
	}
}

func TestWriteReadme(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "README.md")
	if err := os.WriteFile(file, []byte("before\n"+begin+"old\n"+end+"after\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := sample()
	r.Targets = []target{{Name: "zip", Want: "small", Value: 7, Bound: 6}, {Name: "speed", Want: "much", Value: 3, Bound: 2, AtLeast: true, Reached: true}}
	if err := r.writeReadme(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before\n", "after\n", "| zip | small | 7 | missed, 1.17 times |", "| speed | much | 3 | reached |"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "old") {
		t.Errorf("the figures of before are still there:\n%s", text)
	}
	if err := os.WriteFile(file, []byte("no place for them"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.writeReadme(file); err == nil {
		t.Error("no error without a place for the figures")
	}
}
