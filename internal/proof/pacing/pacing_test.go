package pacing

import (
	"fmt"
	"reflect"
	"testing"
)

// TestPace holds the figures of the function with some slack. docs/scale.md has the figures.
func TestPace(t *testing.T) {
	for _, tt := range []struct {
		load                    int
		containers              int
		headers                 bool
		used, throttled, oldest float64 // at least; at most; at most
	}{
		{50, 10, true, 0, 0.002, 10},
		{90, 10, true, 0.90, 0.002, 10},
		{110, 10, true, 0.95, 0.002, 0},
		{300, 10, true, 0.95, 0.002, 0},
		{300, 26, true, 0.95, 0.002, 0},
		{300, 1, true, 0.95, 0.002, 0},
		{90, 10, false, 0.90, 0.004, 10},
		{110, 1, false, 0.95, 0.004, 0},
		{300, 10, false, 0.93, 0.005, 0},
	} {
		t.Run(fmt.Sprintf("%d %% with %d containers, headers %t", tt.load, tt.containers, tt.headers), func(t *testing.T) {
			t.Parallel()
			f := Run(Scenario{Containers: tt.containers, Servers: 1, Headers: tt.headers, Load: tt.load, Seed: 1}, Ours)
			if f.LimitUsed < tt.used || f.ThrottledShare > tt.throttled || tt.oldest > 0 && f.AgeP99 > tt.oldest {
				t.Errorf("%.3f of the limit, %.4f with 429, age %.1f s; want at least %.2f, at most %.3f and %.0f",
					f.LimitUsed, f.ThrottledShare, f.AgeP99, tt.used, tt.throttled, tt.oldest)
			}
			if f.Lost != 0 || f.Doubled != 0 || f.Receives > 2 || f.Silence > 10 {
				t.Errorf("%d lost, %d doubled, %d receives, silent for %.0f s", f.Lost, f.Doubled, f.Receives, f.Silence)
			}
		})
	}
}

// TestLimits: the function finds limits that differ from the documented limits.
func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		name            string
		scenario        Scenario
		used, throttled float64 // at least; at most
	}{
		{"a third of the requests, headers", Scenario{Limit: 2000, Headers: true}, 0.94, 0.004},
		{"a third of the requests", Scenario{Limit: 2000}, 0.88, 0.015},
		{"execution time, headers", Scenario{IsSlow: true, Headers: true}, 0.93, 0.01},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tt.scenario
			s.Containers, s.Servers, s.Load, s.Seed = 10, 1, 110, 1
			f := Run(s, Ours)
			if f.LimitUsed < tt.used || f.ThrottledShare > tt.throttled || f.Lost != 0 || f.Doubled != 0 {
				t.Errorf("%.3f of the limit, %.4f with 429, %d lost, %d doubled; want at least %.2f and at most %.3f",
					f.LimitUsed, f.ThrottledShare, f.Lost, f.Doubled, tt.used, tt.throttled)
			}
		})
	}
}

// TestSeed: a seed gives the same hour again, however fast the machine is.
func TestSeed(t *testing.T) {
	s := Scenario{Containers: 10, Servers: 2, Load: 110, IsSlow: true, Seed: 1}
	if a, b := Run(s, Ours), Run(s, Ours); !reflect.DeepEqual(a, b) {
		t.Errorf("two hours of one seed differ: %+v and %+v", a, b)
	}
}

// TestPeers: the simulation tells the strategies apart, so its figures say something.
func TestPeers(t *testing.T) {
	s := Scenario{Containers: 10, Servers: 1, Headers: true, Load: 110, Seed: 1}
	ours := Run(s, Ours).ThrottledShare
	for _, name := range Strategies()[1:] {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := Run(s, name)
			if f.ThrottledShare < 5*ours || f.Lost != 0 || f.Doubled != 0 {
				t.Errorf("%.4f with 429, %d lost, %d doubled; the function has %.4f with 429", f.ThrottledShare, f.Lost, f.Doubled, ours)
			}
		})
	}
}
