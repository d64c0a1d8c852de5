package dynamicstest

import (
	"cmp"
	"maps"
	"slices"
)

// row is one row of a table. A row in the store is never changed: a change
// stores another row in its place, which is what makes undoing it simple.
type row struct {
	table *table
	id    string
	// partition is set in an elastic table, for a row whose partitionid is not
	// its id.
	partition string
	serial    int64 // its place in the order of creation
	version   int64
	cells     map[string]any // by column name
}

func (r *row) reference() reference { return reference{r.table, r.id} }

// key is what the store keeps the row under.
func (r *row) key() string { return storeKey(r.id, r.partition) }

func storeKey(id, partition string) string {
	if partition == "" || partition == id {
		return id
	}
	return id + "/" + partition
}

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

// store holds every row and link, and the indexes that make finding them cheap.
// What a request changed can be undone, at the price of what it changed.
type store struct {
	rows    map[*table]map[string]*row // by table and key
	links   map[link]int64             // by link, its serial
	index   index
	serial  int64
	version int64
	// security counts the changes to users, roles and privileges.
	security int64
	changes  int64 // of rows and links, those included that were undone
	undo     []undone
	// watched makes begin keep in seen what can no longer be undone, for Observe.
	watched bool
	seen    []undone
}

// undone is a change to take back: a row that was put in another's place or
// removed, or a link that was made or broken.
type undone struct {
	before, after *row
	link          link
	serial        int64 // of the link that was broken; 0 for one that was made
}

func newStore() *store {
	return &store{rows: map[*table]map[string]*row{}, links: map[link]int64{}, index: newIndex()}
}

// begin starts a transaction; what came before can no longer be undone.
func (s *store) begin() {
	if s.watched {
		s.seen = append(s.seen, s.undo...)
	}
	clear(s.undo) // let the rows go
	s.undo = s.undo[:0]
}

// mark is a place in the transaction to roll back to.
func (s *store) mark() int { return len(s.undo) }

// rollbackTo undoes everything since a mark, the latest change first.
func (s *store) rollbackTo(mark int) {
	for _, u := range slices.Backward(s.undo[mark:]) {
		s.takeBack(u)
	}
	clear(s.undo[mark:])
	s.undo = s.undo[:mark]
}

func (s *store) takeBack(u undone) {
	switch {
	case u.before != nil || u.after != nil:
		s.set(u.after, u.before)
	case u.serial == 0:
		s.setLink(u.link, 0)
	default:
		s.setLink(u.link, u.serial)
	}
}

// set puts a row in the place of another, either of which may be nil: the one
// way by which the rows change.
func (s *store) set(before, after *row) {
	some := cmp.Or(after, before)
	s.changes++
	if some.table.security {
		s.security++
	}
	s.index.move(before, after)
	if after == nil {
		delete(s.rows[some.table], some.key())
		return
	}
	if s.rows[some.table] == nil {
		s.rows[some.table] = map[string]*row{}
	}
	s.rows[some.table][some.key()] = after
}

// setLink makes a link, or breaks it when the serial is 0.
func (s *store) setLink(l link, serial int64) {
	s.changes++
	s.security++ // many-to-many relationships give users their roles
	if serial == 0 {
		delete(s.links, l)
		s.index.linked(l, -1)
		return
	}
	s.links[l] = serial
	s.index.linked(l, 1)
}

func (s *store) find(t *table, key string) *row { return s.rows[t][key] }

// list returns the rows of a table in the order of their creation.
func (s *store) list(t *table) []*row {
	return slices.SortedFunc(maps.Values(s.rows[t]), func(a, b *row) int { return cmp.Compare(a.serial, b.serial) })
}

// put stores the row under a new version, in place of the one with its key.
func (s *store) put(r *row) {
	before := s.find(r.table, r.key())
	if before == nil {
		s.serial++
		r.serial = s.serial
	}
	s.version++
	r.version = s.version
	s.set(before, r)
	s.undo = append(s.undo, undone{before: before, after: r})
}

// remove deletes the row, the links to it and what lookups hold of it, but for
// those that say who owns, made or changed a row: Dataverse leaves them as they
// are.
func (s *store) remove(r *row) {
	if s.index.links[r.id] > 0 {
		for other := range s.links {
			if s.joins(other, r) {
				s.unlink(other)
			}
		}
	}
	if s.index.pointers[r.reference()] > 0 {
		for _, rows := range s.rows {
			for _, other := range rows {
				s.forget(other, r)
			}
		}
	}
	r = s.find(r.table, r.key()) // which may have pointed to itself
	s.set(r, nil)
	s.undo = append(s.undo, undone{before: r})
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
	for _, name := range other.table.lookups {
		if other.cells[name] == gone.reference() && !systemLookups[name] && name != "ownerid" {
			d := other.draft()
			delete(d.cells, name)
			s.put(d)
			other = d
		}
	}
}

func (s *store) link(l link) {
	s.serial++
	s.setLink(l, s.serial)
	s.undo = append(s.undo, undone{link: l})
}

func (s *store) unlink(l link) {
	s.undo = append(s.undo, undone{link: l, serial: s.links[l]})
	s.setLink(l, 0)
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
