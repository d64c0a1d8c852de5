package dynamics

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
)

const (
	// maxRows is how many rows share a request: where Microsoft has one begin.
	maxRows = 1000
	// maxRequest is how many bytes of data share a request, in which one row more
	// may stand.
	maxRequest = 4 << 20
)

// group is operations that share a request, or one that has its own.
type group struct {
	members []int
	table   table
}

// groups parts the operations of a wave into those that may share a request.
func (r *run) groups(ctx context.Context, members []int) []group {
	var all []group
	at := map[groupKey]int{} // where a group of that kind is being filled
	size := map[groupKey]int{}
	for _, i := range members {
		op := r.ops[i]
		key, ok := op.groupKey()
		if !ok {
			all = append(all, group{members: []int{i}})
			continue
		}
		n, begun := at[key]
		if !begun || len(all[n].members) == maxRows || size[key] > maxRequest {
			n, size[key] = len(all), 0
			at[key] = n
			all = append(all, group{})
		}
		all[n].members = append(all[n].members, i)
		size[key] += len(op.Data)
	}
	var settled []group
	for _, g := range all {
		settled = append(settled, r.settle(ctx, g)...)
	}
	return settled
}

// settle finds the table of a group. Where there is none, each operation goes
// alone; where nobody answers, none goes, as nobody would answer those either. So
// does an operation whose data holds the id of a row: it would stand there twice,
// and the second may be that of another.
func (r *run) settle(ctx context.Context, g group) []group {
	if len(g.members) == 1 {
		return []group{g}
	}
	op := r.ops[g.members[0]]
	t, ok, err := r.client.table(ctx, op.EntitySet, op.Kind)
	switch {
	case err != nil:
		r.end(g, Result{}, r.shown(g, err))
		return nil
	case !ok:
		return g.singles()
	}
	together, all := group{table: t}, []group(nil)
	for _, i := range g.members {
		if r.ops[i].holds(t.primaryKey) {
			all = append(all, group{members: []int{i}})
		} else {
			together.members = append(together.members, i)
		}
	}
	if len(together.members) > 0 {
		all = append(all, together)
	}
	return all
}

// holds reports whether the data has a value for a column.
func (op Operation) holds(column string) bool {
	var columns map[string]json.RawMessage
	_ = json.Unmarshal(op.Data, &columns) // isFlat has seen that it can
	_, found := columns[column]
	return found
}

func (g group) singles() []group {
	all := make([]group, len(g.members))
	for n, i := range g.members {
		all[n] = group{members: []int{i}}
	}
	return all
}

// halves are the group in two, as far as it has two members.
func (g group) halves() []group {
	if len(g.members) == 1 {
		return []group{g}
	}
	middle := len(g.members) / 2
	return []group{{g.members[:middle], g.table}, {g.members[middle:], g.table}}
}

// groupKey is what operations must have in common to share a request.
type groupKey struct {
	kind        Kind
	entitySet   string
	impersonate Impersonation
	bypass      string
	tag         string
}

// groupKey reports whether an operation may share a request at all: it depends on
// no condition of its own, and its data is the columns of one row, none of which
// names the row a second time.
func (op Operation) groupKey() (groupKey, bool) {
	switch {
	case op.Kind != Create && op.Kind != Update && op.Kind != Upsert:
		return groupKey{}, false
	case op.Kind != Upsert && op.Row.ID == "":
		// UpdateMultiple refuses a row that is named by its key; CreateMultiple
		// would make it without.
		return groupKey{}, false
	case op.IfMatch != "", op.Sequence != nil, op.DetectDuplicates, op.keyHint() != "", !op.isFlat():
		return groupKey{}, false
	}
	return groupKey{op.Kind, op.EntitySet, op.Impersonate, strings.Join(op.Bypass, ","), op.Tag}, true
}

// isFlat reports whether the data holds no rows of other tables, no annotation of
// its own, and no column of the alternate key, which Dataverse refuses here.
func (op Operation) isFlat() bool {
	var columns map[string]json.RawMessage
	if json.Unmarshal(op.Data, &columns) != nil {
		return false
	}
	for name, value := range columns {
		if strings.HasPrefix(name, "@") || bytes.HasPrefix(value, []byte("{")) || bytes.HasPrefix(value, []byte("[")) {
			return false
		}
	}
	for _, k := range op.Row.Key {
		if _, ok := columns[k.Column]; ok {
			return false
		}
	}
	return true
}
