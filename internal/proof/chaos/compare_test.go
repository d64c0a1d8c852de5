package chaos

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// compare compares every row and every link with the expected state. A row that no
// message changes must be equal to the byte, with its version.
func (j *verifier) compare() {
	j.checkLedger()
	sets := maps.Clone(j.want.rows)
	maps.Copy(sets, j.after.rows)
	for _, set := range slices.Sorted(maps.Keys(sets)) {
		rows := maps.Clone(j.want.rows[set])
		if rows == nil {
			rows = map[string]row{}
		}
		maps.Copy(rows, j.after.rows[set])
		for _, id := range slices.Sorted(maps.Keys(rows)) {
			want, got := j.want.rows[set][id], j.after.rows[set][id]
			switch {
			case want == nil:
				j.testRun.wrong(nil, "a row that nobody asked for: %s(%s): %v", set, id, got)
			case got == nil:
				j.testRun.wrong(nil, "a row is gone: %s(%s)", set, id)
			default:
				j.compareRow(set, id, want, got)
			}
		}
	}
	links := maps.Clone(j.want.links)
	maps.Copy(links, j.after.links)
	for l := range links {
		if j.want.links[l] != j.after.links[l] {
			j.testRun.wrong(nil, "link %v: %v, want %v", l, j.after.links[l], j.want.links[l])
		}
	}
}

func (j *verifier) compareRow(set, id string, want, got row) {
	columns := maps.Clone(want)
	maps.Copy(columns, got)
	delete(columns, changed)
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		if want[changed] == true && follows(set, column, want, got) {
			continue
		}
		if fmt.Sprint(want[column]) != fmt.Sprint(got[column]) {
			j.testRun.wrong(nil, "%s(%s): %s is %v, want %v", set, id, column, got[column], want[column])
		}
	}
}

// follows reports whether a write sets a column by itself: the user and the time of the
// write. If the message sets the user, the caller compares the user in the row.
func follows(set, column string, want, got row) bool {
	switch column {
	case "@odata.etag", "versionnumber", "createdon", "modifiedon", "_modifiedby_value", "_modifiedonbehalfby_value", "_createdonbehalfby_value", primaryKey(set):
		return true
	}
	return strings.HasPrefix(column, "_own") && got["_createdby_value"] == want["_createdby_value"] && got["_ownerid_value"] == want["_ownerid_value"]
}

func split(place string) (set, id string) {
	set, id, _ = strings.Cut(place, "/")
	return set, id
}
