package chaos

import "fmt"

// verdict verifies the result of the run.
func (k *killing) verdict(p *plan, j *verifier) {
	for _, err := range k.errs {
		k.wrong(nil, "%v", err)
	}
	for _, d := range k.dead {
		d.message.deadLetterCount++
		d.message.deadLetters = append(d.message.deadLetters, d.attributes)
		k.checkDeadLetter(d.message, d)
	}
	j.settle(p)
	for _, m := range k.messages {
		k.checkRuns(m)
	}
	j.compare()
}

// checkRuns requires that an action runs again only after a kill or a second delivery:
// each start that ran the action and ended needs a delivery of its own. A start that was
// killed after it handed the message over made one more delivery.
func (k *killing) checkRuns(m *message) {
	if !m.runs || m.repeats {
		return
	}
	ran, delivered := 0, k.deliveryCount[m]
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

// summary returns the run in one line.
func (k *killing) summary() string {
	kills, late, again, starts, duplicates := 0, 0, 0, 0, 0
	for _, m := range k.messages {
		starts += len(m.starts)
		again += m.again
		duplicates += k.deliveryCount[m] - 1
		for _, s := range m.starts {
			if s.killed {
				kills++
				late += min(1, s.runs)
			}
		}
	}
	return fmt.Sprintf("%d messages, %d second deliveries, %d invocations; %d kills, %d of them after the commit; %d runs of actions again; %d problems",
		len(k.messages), duplicates, starts, kills, late, again, len(k.problems))
}
