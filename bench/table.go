package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// print writes the report for people.
func (r *report) print(to io.Writer) {
	m := r.Machine
	fmt.Fprintf(to, "\n%s, %d processors of %s, %s\n", m.System, m.Processors, m.Processor, m.Go)
	var peers []string
	for _, name := range slices.Sorted(maps.Keys(m.Versions)) {
		peers = append(peers, name+" "+m.Versions[name])
	}
	fmt.Fprintln(to, strings.Join(peers, ", "))
	if m.Upserts != "" {
		fmt.Fprintln(to, "upserts:", m.Upserts)
	}
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	var failures []string
	for _, group := range r.groups() {
		fmt.Fprintf(w, "\n%s, %d ms\t%s\tof ours\tfrom\tto\trounds\trecords\trequests/record\temulator\n", group[0].Name, group[0].LatencyMS, group[0].Unit)
		for _, l := range group {
			if l.Error != "" {
				fmt.Fprintf(w, "  %s\tfailed\t-\t-\t-\t-\t-\t-\t-\n", l.Who)
				failures = append(failures, fmt.Sprintf("%s, %d ms: %s: %s", l.Name, l.LatencyMS, l.Who, l.Error))
				continue
			}
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", l.Who, number(l.Value), optional(l.Ratio),
				number(l.Low), number(l.High), l.Rounds, count(l.Records), optional(l.Requests), processors(l.Processors))
		}
	}
	w.Flush()
	for _, f := range failures {
		fmt.Fprintln(to, "failed:", f)
	}
	fmt.Fprintf(w, "\ntarget\twanted\tmeasured\t\n")
	for _, t := range r.Targets {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", t.Name, t.Want, t.measured(), t.verdict())
	}
	w.Flush()
	r.Pacing.print(to)
	printCosts(r.Cost, to)
	fmt.Fprintf(to, "\n%.0f seconds\n", r.Seconds)
}

// groups are the lines by measurement and latency, in the order of the measurements.
func (r *report) groups() [][]result {
	var all [][]result
	place := map[string]int{}
	for _, l := range r.Results {
		key := fmt.Sprint(l.Name, l.LatencyMS)
		i, known := place[key]
		if !known {
			i = len(all)
			place[key] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], l)
	}
	return all
}

func number(v float64) string {
	switch {
	case v >= 1000:
		return fmt.Sprintf("%.0f", v)
	case v >= 100:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.4g", v)
}

func optional(v *float64) string {
	if v == nil {
		return "-"
	}
	return number(*v)
}

func count(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

// processors is the number of processors that the emulator kept busy.
func processors(v float64) string {
	if v == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f cpu", v)
}
