package chaos

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// faultCounts counts the faults by their kind.
type faultCounts map[string]*injected

type injected struct {
	times int
	hit   map[*message]bool
}

func (t faultCounts) count(kind string, hit ...*message) {
	i := t[kind]
	if i == nil {
		i = &injected{hit: map[*message]bool{}}
		t[kind] = i
	}
	i.times++
	for _, m := range hit {
		i.hit[m] = true
		m.note("! %s", kind)
	}
}

// String returns the table. A message that met several kinds counts in each.
func (t faultCounts) String(all []*message) string {
	var b strings.Builder
	line := func(kind string, times any, ends map[finalState]int, hit, again int) {
		fmt.Fprintf(&b, "%-50s %8v %8d %9d %13d %5d %7d %9d\n",
			kind, times, hit, ends[recovered], ends[deadLettered], ends[lost], ends[doubled], again)
	}
	fmt.Fprintf(&b, "%-50s %8s %8s %9s %13s %5s %7s %9s\n", "fault", "injected", "messages", "recovered", "dead-lettered", "lost", "doubled", "run again")
	sum := func(hit func(func(*message) bool)) (ends map[finalState]int, n, again int) {
		ends = map[finalState]int{}
		for m := range hit {
			ends[m.finalState]++
			again += m.again
			n++
		}
		return ends, n, again
	}
	total := 0
	for _, kind := range slices.Sorted(maps.Keys(t)) {
		i := t[kind]
		total += i.times
		ends, n, again := sum(maps.Keys(i.hit))
		line(kind, i.times, ends, n, again)
	}
	var met, spared []*message
	for _, m := range all {
		if slices.ContainsFunc(slices.Collect(maps.Values(t)), func(i *injected) bool { return i.hit[m] }) {
			met = append(met, m)
		} else {
			spared = append(spared, m)
		}
	}
	ends, n, again := sum(slices.Values(spared))
	line("(messages that met none)", "", ends, n, again)
	ends, n, again = sum(slices.Values(met))
	line("(messages that met one or more)", total, ends, n, again)
	ends, n, again = sum(slices.Values(all))
	line("all", total, ends, n, again)
	return b.String()
}
