package operation

// Levels divides operations into dependency levels and returns their positions. The
// operations of one level change different rows. Operations on the same row keep their
// order: each is in the first level after the level of the operation before it on that
// row.
func Levels(ops []Operation) [][]int {
	var all [][]int
	last := make(map[string]int, len(ops)) // the level of the last operation on a row
	for i, op := range ops {
		at := 0
		rows := op.RowIdentities()
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
