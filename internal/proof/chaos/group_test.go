package chaos

import "slices"

// group verifies a row whose changes come in order.
func (j *verifier) group(name string, all []*message) {
	// After a kill, the messages of a batch run again in their order. No message may run
	// after the last run of a later message, because it would undo the later change.
	commits := slices.Clone(j.testRun.commits[name])
	slices.SortStableFunc(commits, func(a, b commit) int { return a.at.Compare(b.at) })
	var order []int
	for _, c := range commits {
		order = append(order, c.n)
	}
	first, last := firsts(order), firsts(reversed(order))
	if !slices.IsSorted(first) || !slices.IsSorted(reversed(last)) {
		j.testRun.wrong(all[0], "group %s went through in the order %v", name, order)
	}
	j.last(name, all)
}

// firsts returns the numbers of a list in the order of their first occurrence.
func firsts(all []int) []int {
	var some []int
	for _, n := range all {
		if !slices.Contains(some, n) {
			some = append(some, n)
		}
	}
	return some
}

func reversed(all []int) []int {
	all = slices.Clone(all)
	slices.Reverse(all)
	return all
}

// last requires that a row holds the last change that was carried out, and that every
// change was carried out or is in a dead-letter queue.
func (j *verifier) last(name string, all []*message) {
	var last *message
	for _, m := range all {
		if m.refused || m.isGone() && m.commits == 0 {
			continue // it left the row as it was
		}
		if m.commits == 0 && !m.isGone() {
			j.wrong(m, lost, "was never written, and is in no dead-letter queue")
		}
		last = m
	}
	if last != nil && !last.isGone() && !slices.Equal(j.marked[last.mark()], []string{last.set + "/" + last.intent.id}) {
		j.wrong(last, lost, "is the last of group %s, and not what its row holds", name)
	}
	if last != nil {
		j.overlay(last.set, last.intent.id, j.want.rows[last.set][last.intent.id], last.cells)
	}
}
