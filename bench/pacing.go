package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"sns-dynamics/internal/proof/pacing"
)

// pacingResults are the simulated hours: by strategy and by load in percent.
type pacingResults map[string]map[string]pacingFigures

// pacingFigures are the means of the scenarios of one load, and the worst of them.
type pacingFigures struct {
	pacing.Figures
	WorstUsed      float64 `json:"worst_limit_used"`
	WorstThrottled float64 `json:"worst_throttled_share"`
	WorstAge       float64 `json:"worst_age_p99_s"`
	Hours          int     `json:"hours"` // the number of scenarios

	lines [][]float64 // for the plot
}

// withoutHeaders is the function in an environment that sends no x-ms-ratelimit headers.
const withoutHeaders = ", no headers"

// loads are the messages in percent of what the environment takes.
var loads = [...]int{50, 90, 110, 300}

// hour is one hour to simulate.
type hour struct {
	who      string
	strategy string
	pacing.Scenario
}

// hours are the scenarios: few and many containers, one server and four.
func hours(quick bool) []hour {
	var all []hour
	for _, load := range loads {
		for _, containers := range either(quick, []int{10}, []int{1, 10, 26}) {
			for _, servers := range either(quick, []int{1}, []int{1, 4}) {
				if containers == 1 && servers > 1 {
					continue // one container has 52 requests at a time, and cannot fill four servers
				}
				s := pacing.Scenario{Containers: containers, Servers: servers, Headers: true, Load: load, Seed: 1}
				for _, name := range pacing.Strategies() {
					all = append(all, hour{name, name, s})
				}
				s.Headers = false
				all = append(all, hour{pacing.Ours + withoutHeaders, pacing.Ours, s})
			}
		}
	}
	return all
}

// simulate runs the hours, as many at a time as there are processors.
func (b *bench) simulate(time.Duration) error {
	all := hours(b.quick)
	figures := make([]pacing.Figures, len(all))
	var running sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	for i, h := range all {
		slots <- struct{}{}
		running.Go(func() {
			figures[i] = pacing.Run(h.Scenario, h.strategy)
			b.progress("pacing: %s, %d %%, %d containers, %d servers", h.who, h.Load, h.Containers, h.Servers)
			<-slots
		})
	}
	running.Wait()
	b.pacing = pacingResults{}
	for i, h := range all {
		if b.pacing[h.who] == nil {
			b.pacing[h.who] = map[string]pacingFigures{}
		}
		load := fmt.Sprint(h.Load)
		sum := b.pacing[h.who][load]
		sum.add(figures[i])
		if h.Containers == 10 && h.Servers == 1 {
			sum.lines = append(sum.lines, figures[i].PerMinute)
		}
		b.pacing[h.who][load] = sum
	}
	return nil
}

// add takes in one hour.
func (p *pacingFigures) add(f pacing.Figures) {
	n := float64(p.Hours)
	mean := func(old, value float64) float64 { return round((old*n+value)/(n+1), 5) }
	if p.Hours == 0 {
		p.WorstUsed = f.LimitUsed
	}
	p.WorstUsed = round(min(p.WorstUsed, f.LimitUsed), 4)
	p.WorstThrottled = round(max(p.WorstThrottled, f.ThrottledShare), 4)
	p.WorstAge = round(max(p.WorstAge, f.AgeP99), 4)
	p.LimitUsed, p.ThrottledShare = mean(p.LimitUsed, f.LimitUsed), mean(p.ThrottledShare, f.ThrottledShare)
	p.AgeP99, p.AgeAfterP99 = mean(p.AgeP99, f.AgeP99), mean(p.AgeAfterP99, f.AgeAfterP99)
	p.Silence = max(p.Silence, round(f.Silence, 4))
	p.Receives = max(p.Receives, f.Receives)
	p.Lost, p.Doubled = p.Lost+f.Lost, p.Doubled+f.Doubled
	p.Hours++
}

// print writes the figures for people.
func (p pacingResults) print(to io.Writer) {
	if p == nil {
		return
	}
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, load := range loads {
		fmt.Fprintf(w, "\npacing, %d %% of what the environment takes\tlimit used\tworst\t429\tworst\tage p99, s\tafter the other, s\tsilent, s\treceives\tlost\tdoubled\n", load)
		for _, who := range p.names() {
			f := p[who][fmt.Sprint(load)]
			fmt.Fprintf(w, "  %s\t%.1f %%\t%.1f %%\t%.3f %%\t%.3f %%\t%.1f\t%.0f\t%.0f\t%d\t%d\t%d\n", who, 100*f.LimitUsed, 100*f.WorstUsed,
				100*f.ThrottledShare, 100*f.WorstThrottled, f.AgeP99, f.AgeAfterP99, f.Silence, f.Receives, f.Lost, f.Doubled)
		}
	}
	w.Flush()
}

// names are the contenders, the function first.
func (p pacingResults) names() []string {
	all := slices.Insert(pacing.Strategies(), 1, pacing.Ours+withoutHeaders)
	return slices.DeleteFunc(all, func(who string) bool { return p[who] == nil })
}
