package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
)

// ours is the contender that the ratios refer to.
const ours = "sns-dynamics"

// result is one line of the table.
type result struct {
	Name      string   `json:"name"` // of the measurement
	Who       string   `json:"who"`
	LatencyMS int      `json:"latencyMs"`
	Value     float64  `json:"value"` // the median of the rounds
	Unit      string   `json:"unit"`
	Ratio     *float64 `json:"ratioToOurs"` // value divided by our value; null without our value
	Low       float64  `json:"low"`         // the lowest value of the rounds
	High      float64  `json:"high"`
	Rounds    int      `json:"rounds"`
	// Records is the median of the records that a round sent.
	Records int `json:"records,omitempty"`
	// Requests is the number of requests to Dataverse for each record.
	Requests *float64 `json:"requestsPerRecord,omitempty"`
	// Processors is the number of processors that the emulator kept busy.
	Processors float64 `json:"emulatorProcessors,omitempty"`
	Error      string  `json:"error,omitempty"` // the reason for a missing value
	Note       string  `json:"note,omitempty"`
}

// report is the file results.json.
type report struct {
	Machine machine  `json:"machine"`
	Quick   bool     `json:"quick"`
	Seconds float64  `json:"seconds"`
	Results []result `json:"results"`
	Targets []target `json:"targets"`
	// Pacing is the figures by strategy and load, and Cost the price of a million messages.
	Pacing pacingResults `json:"pacing,omitempty"`
	Cost   []cost        `json:"cost,omitempty"`
}

// writeParts writes the parts of this run that stand by themselves into a file, and leaves
// the other parts of the file as they are.
func (r *report) writeParts(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var all report
	if err := json.Unmarshal(text, &all); err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	if r.Pacing != nil {
		all.Pacing = r.Pacing
	}
	if r.Cost != nil {
		all.Cost = r.Cost
	}
	return all.write(file)
}

// find returns a result that has a value, or nil.
func (r *report) find(name, who string, latencyMS int) *result {
	i := slices.IndexFunc(r.Results, func(l result) bool {
		return l.Name == name && l.Who == who && l.LatencyMS == latencyMS && l.Error == ""
	})
	if i < 0 {
		return nil
	}
	return &r.Results[i]
}

// compare fills in the ratios.
func (r *report) compare() {
	for i := range r.Results {
		l := &r.Results[i]
		if base := r.find(l.Name, ours, l.LatencyMS); base != nil && base.Value != 0 && l.Error == "" {
			ratio := round(l.Value/base.Value, 3)
			l.Ratio = &ratio
		}
	}
}

func (r *report) write(file string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// measured fills in the values that follow from the rounds.
func (l result) measured(rounds []float64) result {
	l.Value, l.Rounds = round(median(rounds), 4), len(rounds)
	l.Low, l.High = round(slices.Min(rounds), 4), round(slices.Max(rounds), 4)
	return l
}

// median returns the median of at least one value. It does not change the values.
func median[T cmp.Ordered](values []T) T {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

// round rounds a number to the given number of digits.
func round(v float64, digits int) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	scale := math.Pow(10, float64(digits)-math.Ceil(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
