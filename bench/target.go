package main

import (
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/proof/pacing"
)

// target is a figure that the project wants to reach.
type target struct {
	Name    string  `json:"name"`
	Want    string  `json:"want"`
	Value   float64 `json:"value"`
	Bound   float64 `json:"bound"`
	AtLeast bool    `json:"atLeast"` // the bound is a lower limit; otherwise it is an upper limit
	Reached bool    `json:"reached"`
	Missing string  `json:"missing,omitempty"` // the reason for a missing value
}

// judge compares the results with the targets.
func (r *report) judge() []target {
	var all []target
	add := func(name, want string, bound float64, atLeast bool, value *float64) {
		t := target{Name: name, Want: want, Bound: bound, AtLeast: atLeast}
		if value == nil {
			t.Missing = "not measured in this run"
		} else {
			t.Value = round(*value, 4)
			t.Reached = t.Value <= bound && !atLeast || t.Value >= bound && atLeast
		}
		all = append(all, t)
	}
	quotient := func(a, b *result) *float64 {
		if a == nil || b == nil || b.Value == 0 {
			return nil
		}
		v := a.Value / b.Value
		return &v
	}
	value := func(l *result) *float64 {
		if l == nil {
			return nil
		}
		return &l.Value
	}
	add("warm message, 0 ms", "at most 1.20 times the bare loop", 1.2, false, quotient(r.find("warm message", ours, 0), r.find("warm message", "net/http", 0)))
	if l := r.find("warm message", ours, 0); l != nil {
		add("warm message, requests", "exactly one", 1, false, l.Requests)
	}
	add("warm message with values, 0 ms", "at most 1.25 times the message with data", 1.25, false, quotient(r.find("warm message, values", withValues, 0), r.find("warm message, values", ours, 0)))
	add("warm message with routes, 0 ms", "at most 1.15 times the message without", 1.15, false, quotient(r.find("warm message, routes", withRoutes, 0), r.find("warm message, routes", ours, 0)))
	if l := r.find("upserts, values", ours, 20); l != nil {
		add("upserts with values, requests a record", "at most 0.03", 0.03, false, l.Requests)
	}
	if l := r.find("upserts", ours, 20); l != nil {
		add("upserts, requests a record", "at most 0.02", 0.02, false, l.Requests)
	}
	fast := r.find("upserts", ours, 20)
	add("upserts, 20 ms", "at least 20 times the fastest peer with single requests", 20, true, quotient(fast, r.fastest("upserts", 20, true)))
	add("upserts, 20 ms", "ahead of the fastest peer that batches", 1, true, quotient(fast, r.fastest("upserts", 20, false)))
	for _, ms := range []int{0, 20} {
		mixed := r.find("mixed", ours, ms)
		add(fmt.Sprintf("mixed, %d ms", ms), "ahead of every peer with single requests", 1, true, quotient(mixed, r.fastest("mixed", ms, true)))
		add(fmt.Sprintf("mixed, %d ms", ms), "ahead of every peer that batches", 1, true, quotient(mixed, r.fastest("mixed", ms, false)))
	}
	add("cold start, 0 ms", "at most 1.3 times the bare function", 1.3, false, quotient(r.find("cold start", ours, 0), r.find("cold start", "aws-lambda-go", 0)))
	add("cold start, 20 ms", "at most 2.2 times the bare function", 2.2, false, quotient(r.find("cold start", ours, 20), r.find("cold start", "aws-lambda-go", 20)))
	add("cold start with routes, 0 ms", "at most 1.1 times without", 1.1, false, quotient(r.find("cold start", withRoutes, 0), r.find("cold start", ours, 0)))
	add("cold start with routes, 20 ms", "at most 1.1 times without", 1.1, false, quotient(r.find("cold start", withRoutes, 20), r.find("cold start", ours, 20)))
	add("peak memory, MB", "under 48 MB", 48, false, value(r.find("peak memory", ours, 0)))
	add("zip, MB", "under 6 MB", 6, false, value(r.find("zip", ours, 0)))
	add("growth", "within 10 % from 1,000 to 100,000 records", 1.1, false, r.spread("growth, 1000 records", "growth, 10000 records", "growth, 100000 records"))
	for _, load := range []string{"110", "300"} {
		if f, measured := r.Pacing[pacing.Ours][load]; measured {
			add("pacing, "+load+" %, part of the limit used", "at least 0.95", 0.95, true, &f.LimitUsed)
			add("pacing, "+load+" %, part of the requests with 429", "at most 0.002", 0.002, false, &f.ThrottledShare)
		}
	}
	if f, measured := r.Pacing[pacing.Ours]["90"]; measured {
		add("pacing, 90 %, age at effect p99, s", "under 10 s before the other client comes", 10, false, &f.AgeP99)
	}
	return all
}

// fastest is the peer with the most records a second.
func (r *report) fastest(name string, latencyMS int, singly bool) *result {
	var best *result
	for i := range r.Results {
		l := &r.Results[i]
		if l.Name != name || l.LatencyMS != latencyMS || l.Error != "" || strings.HasPrefix(l.Who, ours) || strings.HasSuffix(l.Who, single) != singly {
			continue
		}
		if best == nil || l.Value > best.Value {
			best = l
		}
	}
	return best
}

// spread is the quotient of the largest and the smallest value.
func (r *report) spread(names ...string) *float64 {
	var values []float64
	for _, name := range names {
		l := r.find(name, ours, 0)
		if l == nil {
			return nil
		}
		values = append(values, l.Value)
	}
	v := slices.Max(values) / slices.Min(values)
	return &v
}
