package chaos

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// compare holds every row and every link to what it must be: one that no
// message was to change to the byte, its version included.
func (j *judge) compare() {
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
				j.trial.wrong(nil, "a row that nobody asked for: %s(%s): %v", set, id, got)
			case got == nil:
				j.trial.wrong(nil, "a row is gone: %s(%s)", set, id)
			default:
				j.compareRow(set, id, want, got)
			}
		}
	}
	links := maps.Clone(j.want.links)
	maps.Copy(links, j.after.links)
	for l := range links {
		if j.want.links[l] != j.after.links[l] {
			j.trial.wrong(nil, "link %v: %v, want %v", l, j.after.links[l], j.want.links[l])
		}
	}
}

func (j *judge) compareRow(set, id string, want, got row) {
	columns := maps.Clone(want)
	maps.Copy(columns, got)
	delete(columns, changed)
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		if want[changed] == true && follows(set, column, want, got) {
			continue
		}
		if fmt.Sprint(want[column]) != fmt.Sprint(got[column]) {
			j.trial.wrong(nil, "%s(%s): %s is %v, want %v", set, id, column, got[column], want[column])
		}
	}
}

// follows reports whether a column follows from any write: who wrote, and when.
// Where the message says who, the caller finds it in the row.
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
