package store

import "sns-dynamics/internal/emulator/schema"

// index finds rows by their alternate keys and by their lookups, and counts the lookups and
// links to a row, so that the cost of a write does not grow with the number of rows.
type index struct {
	keys     map[*schema.AlternateKey]map[string]*Row
	pointers map[schema.Reference]int // lookups that hold the row
	holders  map[holding]map[string]bool
	links    map[string]int // links that end at the id
}

// holding names the rows of a table whose lookup holds a row. The index has the keys of these
// rows.
type holding struct {
	table  *schema.Table
	lookup string
	to     schema.Reference
}

func newIndex() index {
	return index{map[*schema.AlternateKey]map[string]*Row{}, map[schema.Reference]int{}, map[holding]map[string]bool{}, map[string]int{}}
}

// move updates the index for a row that replaces another row. Either may be nil.
func (x *index) move(before, after *Row) {
	t := after.tableOr(before)
	for _, k := range t.Bound {
		old, new := before.KeyText(k), after.KeyText(k)
		if rows := x.keys[k]; old != "" && old != new && rows[old] == before {
			delete(rows, old)
		}
		if new == "" {
			continue
		}
		if x.keys[k] == nil {
			x.keys[k] = map[string]*Row{}
		}
		x.keys[k][new] = after
	}
	for _, name := range t.Lookups {
		old, new := before.Pointer(name), after.Pointer(name)
		if old == new {
			continue
		}
		x.count(old, -1)
		x.count(new, 1)
		if t.Columns[name].Followed {
			x.hold(holding{t, name, old}, before, false)
			x.hold(holding{t, name, new}, after, true)
		}
	}
}

// hold adds a row to the rows of a holding, or takes it away.
func (x *index) hold(h holding, r *Row, holds bool) {
	switch {
	case h.to.Table == nil:
	case holds && x.holders[h] == nil:
		x.holders[h] = map[string]bool{r.Key(): true}
	case holds:
		x.holders[h][r.Key()] = true
	default:
		if delete(x.holders[h], r.Key()); len(x.holders[h]) == 0 {
			delete(x.holders, h)
		}
	}
}

func (x *index) count(to schema.Reference, n int) {
	if to.Table == nil {
		return
	}
	if x.pointers[to] += n; x.pointers[to] == 0 {
		delete(x.pointers, to)
	}
}

func (x *index) countLinks(l Link, n int) {
	for _, id := range l.Ends {
		if x.links[id] += n; x.links[id] == 0 {
			delete(x.links, id)
		}
	}
}

// dropKeys forgets the keys of a table, before its list of keys moves in memory.
func (x *index) dropKeys(t *schema.Table) {
	for _, k := range t.Bound {
		delete(x.keys, k)
	}
}

// addKeys indexes the rows of a table by its keys.
func (x *index) addKeys(t *schema.Table, rows map[string]*Row) {
	for _, k := range t.Bound {
		x.keys[k] = map[string]*Row{}
		for _, r := range rows {
			if text := r.KeyText(k); text != "" {
				x.keys[k][text] = r
			}
		}
	}
}
