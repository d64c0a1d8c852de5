package dynamics

// waves parts operations such that no two of one part are on the same row, and
// those on the same row keep their order: each comes as early as the one before
// it on its row allows.
func waves(ops []Operation) [][]int {
	var all [][]int
	last := map[string]int{} // the wave of the last operation on a row
	for i, op := range ops {
		at := 0
		rows := op.touches()
		for _, row := range rows {
			if before, ok := last[row]; ok {
				at = max(at, before+1)
			}
		}
		for _, row := range rows {
			last[row] = at
		}
		if at == len(all) {
			all = append(all, nil)
		}
		all[at] = append(all[at], i)
	}
	return all
}

// touches are the identities of the rows that an operation changes.
func (op Operation) touches() []string {
	var rows []string
	for _, part := range op.Operations {
		rows = append(rows, part.touches()...)
	}
	// A create by an alternate key may make the row of the id that follows from the message.
	for _, r := range []Reference{{op.EntitySet, op.Row}, {op.EntitySet, Row{ID: op.OwnID}}, op.Related} {
		if id := r.Identity(); id != "" {
			rows = append(rows, id)
		}
	}
	return rows
}
