// Package nearest finds the name that a misspelt name most likely means.
package nearest

import (
	"slices"
	"strings"
)

// maxTypos is the most letters that may differ, maxCompared the length of the longest name that
// is compared, and minPrefix the length of the shortest name that can be the begin of another.
const (
	maxTypos    = 4
	maxCompared = 128
	minPrefix   = 3
)

// Name returns the nearest of the names. It prefers a name that differs only in case.
// Otherwise it returns the name with the fewest letters added, left out, changed or swapped
// with a neighbour, if these are at most a third of the name. Without such a name it returns the
// only one that begins with the name. It returns false if the name is one of the names.
func Name(name string, names []string) (string, bool) {
	if len(name) > maxCompared || slices.Contains(names, name) {
		return "", false
	}
	lower := strings.ToLower(name)
	best, found := "", false
	fewest := min(maxTypos, max(1, len(name)/3))
	for _, candidate := range names {
		if difference := len(candidate) - len(name); max(difference, -difference) > fewest {
			continue
		}
		d := distance(lower, strings.ToLower(candidate))
		if d < fewest || d == fewest && (!found || candidate < best) {
			best, fewest, found = candidate, d, true
		}
	}
	if !found && len(name) >= minPrefix {
		return onlyBeginning(lower, names)
	}
	return best, found
}

// onlyBeginning returns the name that begins with a text, regardless of case, if there is one such
// name alone.
func onlyBeginning(lower string, names []string) (only string, found bool) {
	for _, candidate := range names {
		if !strings.HasPrefix(strings.ToLower(candidate), lower) {
			continue
		}
		if found {
			return "", false
		}
		only, found = candidate, true
	}
	return only, found
}

// distance returns the optimal string alignment distance: the number of letters to add,
// leave out, change or swap between a and b.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
