package chaos

import "fmt"

// verdict settles how everything ended.
func (k *killing) verdict(p *plan, j *judge) {
	for _, err := range k.errs {
		k.wrong(nil, "%v", err)
	}
	for _, d := range k.dead {
		d.message.buried++
		d.message.letters = append(d.message.letters, d.attributes)
		k.checkLetter(d.message, d)
	}
	j.settle(p)
	for _, m := range k.messages {
		k.checkRuns(m)
	}
	j.compare()
}

// checkRuns wants an action to run again by a kill or by a second delivery only:
// each start that ran it and came to its end needs a delivery of its own. One
// that was killed after it had handed over made one more.
func (k *killing) checkRuns(m *message) {
	if !m.runs || m.repeats {
		return
	}
	ran, delivered := 0, k.sendings[m]
	for _, s := range m.starts {
		if s.runs > 0 && !s.killed {
			ran++
		}
		if s.killed && s.again {
			delivered++
		}
	}
	if ran > delivered {
		k.wrong(m, "ran %d times without a kill, and was delivered %d times", ran, delivered)
	}
}

// summary is the run in a line.
func (k *killing) summary() string {
	kills, late, again, starts, twice := 0, 0, 0, 0, 0
	for _, m := range k.messages {
		starts += len(m.starts)
		again += m.again
		twice += k.sendings[m] - 1
		for _, s := range m.starts {
			if s.killed {
				kills++
				late += min(1, s.runs)
			}
		}
	}
	return fmt.Sprintf("%d messages, %d second deliveries, %d invocations; %d kills, %d of them after the commit; %d runs of actions again; %d problems",
		len(k.messages), twice, starts, kills, late, again, len(k.problems))
}
