package dynamics

import (
	"context"
	"slices"
	"strings"

	"sns-dynamics/internal/walk"
)

const (
	// maxRows is how many rows share a bulk message: where Microsoft has one begin.
	maxRows = 1000
	// maxElasticRows is how many rows of an elastic table do.
	//
	// See https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables
	maxElasticRows = 100
	// maxRequest is how many bytes of data share a request, in which one row more
	// may stand.
	maxRequest = 4 << 20
)

// unit is operations that one bulk message carries out, or one operation.
type unit struct {
	members []int
	table   table
}

// group is units that share a request: one has a request of its own, several are
// the parts of a $batch.
type group struct{ units []unit }

// units parts the operations of a wave into those that a bulk message may carry
// out.
func (r *run) units(ctx context.Context, members []int) []unit {
	var all []unit
	at := map[groupKey]int{} // where a unit of that kind is being filled
	size := map[groupKey]int{}
	for _, i := range members {
		op := r.ops[i]
		key, ok := op.groupKey()
		if !ok {
			all = append(all, unit{members: []int{i}})
			continue
		}
		n, begun := at[key]
		if !begun || len(all[n].members) == maxRows || size[key] > maxRequest {
			n, size[key] = len(all), 0
			at[key] = n
			all = append(all, unit{})
		}
		all[n].members = append(all[n].members, i)
		size[key] += len(op.Data)
	}
	var settled []unit
	for _, u := range all {
		settled = append(settled, r.settle(ctx, u)...)
	}
	return settled
}

// settle finds the table of a unit. Where there is none, each operation goes
// alone; where nobody answers, none goes, as nobody would answer those either. So
// does an operation whose data holds the id of a row: it would stand there twice,
// and the second may be that of another.
func (r *run) settle(ctx context.Context, u unit) []unit {
	if len(u.members) == 1 {
		return []unit{u}
	}
	op := r.ops[u.members[0]]
	t, ok, err := r.client.table(ctx, op.EntitySet, op.Kind)
	switch {
	case err != nil:
		g := group{[]unit{u}}
		r.end(g, Result{}, r.shown(g, err))
		return nil
	case !ok:
		return u.singles()
	}
	together, all := unit{table: t}, []unit(nil)
	for _, i := range u.members {
		if err := r.ops[i].checkPrimaryKey(t); err != nil {
			r.ended[i].Err = r.ops[i].annotate(err)
		} else if r.ops[i].holds(t.primaryKey) || !t.takes(r.ops[i].Row) {
			all = append(all, unit{members: []int{i}})
		} else {
			together.members = append(together.members, i)
		}
	}
	most := maxRows
	if t.elastic {
		most = maxElasticRows
	}
	for members := range slices.Chunk(together.members, most) {
		all = append(all, unit{members, t})
	}
	return all
}

// holds reports whether the data has a value for a column.
func (op Operation) holds(column string) bool {
	found := false
	op.eachColumn(func(name string, _ walk.Kind) { found = found || name == column })
	return found
}

// eachColumn calls use for each member of the data, and reports whether that is an
// object.
func (op Operation) eachColumn(use func(name string, kind walk.Kind)) bool {
	text := string(op.Data)
	if !walk.Valid(text) {
		return false
	}
	c := walk.New(text)
	if c.Kind() != walk.Object {
		return false
	}
	for c.Enter(); !c.Ends(); c.Raw() {
		name, _ := c.Text()
		use(name, c.Kind())
	}
	return true
}

func (u unit) singles() []unit {
	all := make([]unit, len(u.members))
	for n, i := range u.members {
		all[n] = unit{members: []int{i}}
	}
	return all
}

// members are the operations that share the request.
func (g group) members() []int {
	if len(g.units) == 1 {
		return g.units[0].members
	}
	var all []int
	for _, u := range g.units {
		all = append(all, u.members...)
	}
	return all
}

// apart gives each unit a request of its own.
func apart(units []unit) []group {
	all := make([]group, len(units))
	for n, u := range units {
		all[n] = group{[]unit{u}}
	}
	return all
}

// halves are the group in two, as far as it has two members.
func (g group) halves() []group {
	if n := len(g.units); n > 1 {
		return []group{{g.units[:n/2]}, {g.units[n/2:]}}
	}
	u := g.units[0]
	n := len(u.members)
	if n == 1 {
		return []group{g}
	}
	return apart([]unit{{u.members[:n/2], u.table}, {u.members[n/2:], u.table}})
}

// without are the group's other operations, in their units.
func (g group) without(member int) group {
	var left group
	for _, u := range g.units {
		others := slices.DeleteFunc(slices.Clone(u.members), func(i int) bool { return i == member })
		if len(others) > 0 {
			left.units = append(left.units, unit{others, u.table})
		}
	}
	return left
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
	case op.Kind != Upsert && op.Row.rowID() == "":
		// UpdateMultiple refuses a row that is named by its key; CreateMultiple
		// would make it without.
		return groupKey{}, false
	case op.IfMatch != "", op.Sequence != nil, op.DetectDuplicates, op.keyHint() != "", op.mayHaveDate(), !op.isFlat():
		return groupKey{}, false
	}
	return groupKey{op.Kind, op.EntitySet, op.Impersonate, strings.Join(op.Bypass, ","), op.Tag}, true
}

// isFlat reports whether the data holds no rows of other tables, no annotation of
// its own, and no column of the alternate key, which Dataverse refuses here.
func (op Operation) isFlat() bool {
	isFlat := true
	inKey := make(map[string]bool, len(op.Row.Key))
	for _, k := range op.Row.Key {
		inKey[k.Column] = true
	}
	isObject := op.eachColumn(func(name string, kind walk.Kind) {
		switch {
		case strings.HasPrefix(name, "@"), kind == walk.Object, kind == walk.Array, inKey[name]:
			isFlat = false
		}
	})
	return isObject && isFlat
}
