package chaos

import "slices"

// group settles a row whose changes come in order.
func (j *judge) group(name string, all []*message) {
	// What comes back together, after a kill, runs again in its order. But no message
	// may come after the last run of a later one, which it would undo.
	commits := slices.Clone(j.trial.commits[name])
	slices.SortStableFunc(commits, func(a, b commit) int { return a.at.Compare(b.at) })
	var order []int
	for _, c := range commits {
		order = append(order, c.n)
	}
	first, last := firsts(order), firsts(reversed(order))
	if !slices.IsSorted(first) || !slices.IsSorted(reversed(last)) {
		j.trial.wrong(all[0], "group %s went through in the order %v", name, order)
	}
	j.last(name, all)
}

// firsts are the numbers of a list, each where it stands first.
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

// last wants a row to hold the change that came last.
func (j *judge) last(name string, all []*message) {
	var last *message
	for _, m := range all {
		if m.refused || len(m.parents) > 0 && m.isGone() && m.commits == 0 {
			continue
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
