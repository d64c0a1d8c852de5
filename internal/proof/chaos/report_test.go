package chaos

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// report prints the table, the final states of each kind, and the problems.
func (t *testRun) report(to *testing.T) {
	to.Helper()
	to.Logf("\n%s", t.faultCounts.String(t.messages))
	counts := map[string]int{}
	for _, m := range t.messages {
		counts[" runs of repeatable actions again"] += m.repeated
		for _, s := range m.starts {
			if m.runs && !m.repeats && s.runs > 0 && s.again {
				counts[" actions to run again, as their dead letter could not be sent"]++
			}
		}
		counts[fmt.Sprintf("%-30s %s", m.messageKind, m.finalState)]++
		for _, l := range m.deadLetters {
			counts[" dead letter: "+l["class"]]++
		}
		counts[" dead letter: after too many receives"] += m.redrives
		counts[" dead letter: after three invocations"] += m.failures
	}
	var b strings.Builder
	for _, s := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "%-62s %d\n", s, counts[s])
	}
	to.Logf("\n%s", b.String())
	const most = 10
	for _, p := range t.problems[:min(most, len(t.problems))] {
		if p.message == nil {
			to.Errorf("SEED=%d: %s", t.seed, p.text)
		} else {
			to.Errorf("SEED=%d: %s\n%v", t.seed, p.text, p.message)
		}
	}
	if n := len(t.problems) - most; n > 0 {
		to.Errorf("SEED=%d: and %d more", t.seed, n)
	}
}
