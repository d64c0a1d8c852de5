package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sns-dynamics/internal/proof/pacing"
)

func TestPacingFigures(t *testing.T) {
	var sum pacingFigures
	sum.add(pacing.Figures{LimitUsed: 0.9, ThrottledShare: 0.001, AgeP99: 2, Silence: 4, Receives: 1, Lost: 1})
	sum.add(pacing.Figures{LimitUsed: 1, ThrottledShare: 0.003, AgeP99: 4, Silence: 2, Receives: 3, Lost: 1})
	want := pacingFigures{
		Figures:   pacing.Figures{LimitUsed: 0.95, ThrottledShare: 0.002, AgeP99: 3, Silence: 4, Receives: 3, Lost: 2},
		WorstUsed: 0.9, WorstThrottled: 0.003, WorstAge: 4, Hours: 2,
	}
	if !reflect.DeepEqual(sum, want) {
		t.Errorf("%+v, want %+v", sum, want)
	}
}

// TestHours: each strategy runs the same hours.
func TestHours(t *testing.T) {
	hoursOf := map[string]int{}
	for _, h := range hours(false) {
		hoursOf[h.who]++
	}
	for _, name := range append(pacing.Strategies(), pacing.Ours+withoutHeaders) {
		if hoursOf[name] != 5*len(loads) {
			t.Errorf("%s: %d hours, want %d", name, hoursOf[name], 5*len(loads))
		}
	}
}

func TestPacingPlot(t *testing.T) {
	f := pacingFigures{lines: [][]float64{make([]float64, 60)}}
	p := pacingResults{pacing.Ours: {"90": f}, "Retry-After": {"90": f}}
	d := xml.NewDecoder(strings.NewReader(p.plot()))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestPrices: each price is there, with the page that states it.
func TestPrices(t *testing.T) {
	var p prices
	if err := json.Unmarshal(priceList, &p); err != nil {
		t.Fatal(err)
	}
	v := reflect.ValueOf(p)
	for i := range v.NumField() {
		if price, ok := v.Field(i).Interface().(price); ok && (price.USD <= 0 || !strings.HasPrefix(price.Page, "https://")) {
			t.Errorf("%s: %+v", v.Type().Field(i).Name, price)
		}
	}
}

// TestWriteParts: a run of one part leaves the other parts of the file as they are.
func TestWriteParts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.json")
	before := report{Seconds: 7, Results: []result{{Name: "x", Who: ours}}, Pacing: pacingResults{pacing.Ours: {"90": {Hours: 1}}}}
	if err := before.write(file); err != nil {
		t.Fatal(err)
	}
	part := report{Cost: []cost{{Mode: "direct", USD: 2}}}
	if err := part.writeParts(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got report
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	before.Cost = part.Cost
	if !reflect.DeepEqual(got, before) {
		t.Errorf("the file has %+v, want %+v", got, before)
	}
}
