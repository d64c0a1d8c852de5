package dynamicstest

import (
	"cmp"
	"maps"
	"slices"
)

// row is one row of a table. A row in the store is never changed: a change
// stores another row in its place, which is what makes undoing it simple.
type row struct {
	table   *table
	id      string
	serial  int64 // its place in the order of creation
	version int64
	cells   map[string]any // by column name
}

func (r *row) reference() reference { return reference{r.table, r.id} }

func (r *row) text(column string) string {
	s, _ := r.cells[column].(string)
	return s
}

// draft returns a copy to change and store.
func (r *row) draft() *row {
	d := *r
	d.cells = maps.Clone(r.cells)
	return &d
}

// link is a pair of rows of a many-to-many relationship, in the order of its
// ends.
type link struct {
	relationship string
	ends         [2]string
}

// store holds every row and link. A request that fails is undone as a whole.
type store struct {
	rows    map[*table]map[string]*row
	links   map[link]int64 // by link, its serial
	serial  int64
	version int64
	undo    []func()
}

func newStore() *store {
	return &store{rows: map[*table]map[string]*row{}, links: map[link]int64{}}
}

// begin starts a transaction; what came before can no longer be undone.
func (s *store) begin() { s.undo = nil }

// rollback undoes everything since begin, the latest change first.
func (s *store) rollback() {
	for _, undo := range slices.Backward(s.undo) {
		undo()
	}
	s.undo = nil
}

func (s *store) find(t *table, id string) *row { return s.rows[t][id] }

// list returns the rows of a table in the order of their creation.
func (s *store) list(t *table) []*row {
	return slices.SortedFunc(maps.Values(s.rows[t]), func(a, b *row) int { return cmp.Compare(a.serial, b.serial) })
}

// put stores the row under a new version, in place of the one with its id.
func (s *store) put(r *row) {
	if s.rows[r.table] == nil {
		s.rows[r.table] = map[string]*row{}
	}
	before := s.find(r.table, r.id)
	if before == nil {
		s.serial++
		r.serial = s.serial
	}
	s.version++
	r.version = s.version
	s.rows[r.table][r.id] = r
	s.undo = append(s.undo, func() { s.restore(r, before) })
}

func (s *store) restore(r, before *row) {
	if before == nil {
		delete(s.rows[r.table], r.id)
		return
	}
	s.rows[r.table][r.id] = before
}

// remove deletes the row, the links to it and what lookups hold of it, but for
// those that say who owns, made or changed a row: Dataverse leaves them as they
// are.
func (s *store) remove(r *row) {
	for other := range s.links {
		if s.joins(other, r) {
			s.unlink(other)
		}
	}
	for _, rows := range s.rows {
		for _, other := range rows {
			s.forget(other, r)
		}
	}
	delete(s.rows[r.table], r.id)
	s.undo = append(s.undo, func() { s.rows[r.table][r.id] = r })
}

func (s *store) joins(l link, r *row) bool {
	for _, navs := range r.table.navs {
		for _, n := range navs {
			if n.lookup == nil && n.rel.Name == l.relationship && l.ends[n.side] == r.id {
				return true
			}
		}
	}
	return false
}

func (s *store) forget(other, gone *row) {
	for name, v := range other.cells {
		if v == gone.reference() && !systemLookups[name] && name != "ownerid" {
			d := other.draft()
			delete(d.cells, name)
			s.put(d)
			other = d
		}
	}
}

func (s *store) link(l link) {
	s.serial++
	s.links[l] = s.serial
	s.undo = append(s.undo, func() { delete(s.links, l) })
}

func (s *store) unlink(l link) {
	serial := s.links[l]
	delete(s.links, l)
	s.undo = append(s.undo, func() { s.links[l] = serial })
}

// related returns the rows a collection-valued navigation property leads to.
func (s *store) related(from *row, n *navigation) []*row {
	if n.lookup != nil {
		var found []*row
		for _, r := range s.list(n.target) {
			if r.cells[n.lookup.name] == from.reference() {
				found = append(found, r)
			}
		}
		return found
	}
	serials := map[*row]int64{}
	for l, serial := range s.links {
		if r := s.find(n.target, l.ends[1-n.side]); l.relationship == n.rel.Name && l.ends[n.side] == from.id && r != nil {
			serials[r] = serial
		}
	}
	return slices.SortedFunc(maps.Keys(serials), func(a, b *row) int { return cmp.Compare(serials[a], serials[b]) })
}
