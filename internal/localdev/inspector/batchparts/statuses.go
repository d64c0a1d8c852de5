package batchparts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Statuses are the statuses of parts on one line, with the number of parts that have each
// status.
func Statuses(parts []Part) string {
	counted := map[int]int{}
	for _, p := range parts {
		counted[p.Status]++
	}
	var all []string
	for _, status := range slices.SortedFunc(maps.Keys(counted), func(a, b int) int { return cmp.Or(counted[b]-counted[a], a-b) }) {
		name := fmt.Sprint(status)
		if status == 0 {
			name = "no status"
		}
		all = append(all, fmt.Sprintf("%d × %s", counted[status], name))
	}
	return strings.Join(all, ", ")
}
