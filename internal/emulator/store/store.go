// Package store keeps rows and links in memory. It can undo the changes of a request, and
// save the rows and links.
package store

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"sns-dynamics/internal/emulator/schema"
)

// Link is a pair of rows of a many-to-many relationship, in the order of its
// ends.
type Link struct {
	Relationship string
	Ends         [2]string
}

// LinkOf returns the link of two rows in a many-to-many relationship.
func LinkOf(n *schema.Navigation, r, target *Row) Link {
	l := Link{Relationship: n.Relationship.Name}
	l.Ends[n.Side], l.Ends[1-n.Side] = r.ID, target.ID
	return l
}

// Store holds every row and link, with indexes. The changes of a request can be undone, at
// a cost that depends on the changes alone. A Store is not safe for concurrent use.
type Store struct {
	rows    map[*schema.Table]map[string]*Row // by table and key
	links   map[Link]int64                    // by link, its serial
	index   index
	serial  int64
	Version int64
	// Security counts the changes to users, roles and privileges.
	Security int64
	Changes  int64 // of rows and links, including changes that were undone
	undo     []Change
	pending  []pendingKey // the keys whose index is not ready
	// watched makes Begin keep the changes that can no longer be undone, in seen.
	watched bool
	seen    []Change
}

// New returns a store without rows.
func New() *Store {
	return &Store{rows: map[*schema.Table]map[string]*Row{}, links: map[Link]int64{}, index: newIndex()}
}

// set replaces a row by another row. Either may be nil. All changes of rows use it.
func (s *Store) set(before, after *Row) {
	some := cmp.Or(after, before)
	s.Changes++
	if some.Table.IsSecurity {
		s.Security++
	}
	s.index.move(before, after)
	if after == nil {
		delete(s.rows[some.Table], some.Key())
		return
	}
	if s.rows[some.Table] == nil {
		s.rows[some.Table] = map[string]*Row{}
	}
	s.rows[some.Table][some.Key()] = after
}

// setLink makes a link, or removes it if the serial is 0.
func (s *Store) setLink(l Link, serial int64) {
	s.Changes++
	s.Security++ // many-to-many relationships give users their roles
	if serial == 0 {
		delete(s.links, l)
		s.index.countLinks(l, -1)
		return
	}
	s.links[l] = serial
	s.index.countLinks(l, 1)
}

// Find returns the row with that key, or nil; see [Key].
func (s *Store) Find(t *schema.Table, key string) *Row { return s.rows[t][key] }

// List returns the rows of a table in the order of their creation.
func (s *Store) List(t *schema.Table) []*Row {
	return slices.SortedFunc(maps.Values(s.rows[t]), func(a, b *Row) int { return cmp.Compare(a.serial, b.serial) })
}

// Count returns the number of rows of a table.
func (s *Store) Count(t *schema.Table) int { return len(s.rows[t]) }

// All returns the rows of a table in no order.
func (s *Store) All(t *schema.Table) iter.Seq[*Row] { return maps.Values(s.rows[t]) }

// ByKey returns the row with the text of an alternate key, or nil.
func (s *Store) ByKey(k *schema.AlternateKey, text string) *Row { return s.index.keys[k][text] }

// Put stores the row under a new version. It replaces the row with the same key.
func (s *Store) Put(r *Row) {
	before := s.Find(r.Table, r.Key())
	if before == nil {
		s.serial++
		r.serial = s.serial
	}
	s.Version++
	r.Version = s.Version
	s.set(before, r)
	s.undo = append(s.undo, Change{Before: before, After: r})
}

// Remove deletes the row and the links to it, and clears the lookups that hold it. It
// keeps the lookups that say who owns, made or changed a row, as Dataverse does.
func (s *Store) Remove(r *Row) {
	if s.index.links[r.ID] > 0 {
		for other := range s.links {
			if s.joins(other, r) {
				s.RemoveLink(other)
			}
		}
	}
	if s.IsPointedTo(r) {
		for _, rows := range s.rows {
			for _, other := range rows {
				s.forget(other, r)
			}
		}
	}
	r = s.Find(r.Table, r.Key()) // they may have pointed to the row itself
	s.set(r, nil)
	s.undo = append(s.undo, Change{Before: r})
}

// IsPointedTo reports whether a lookup holds the row.
func (s *Store) IsPointedTo(r *Row) bool { return s.index.pointers[r.Reference()] > 0 }

func (s *Store) joins(l Link, r *Row) bool {
	for _, navs := range r.Table.Navs {
		for _, n := range navs {
			if n.Lookup == nil && n.Relationship.Name == l.Relationship && l.Ends[n.Side] == r.ID {
				return true
			}
		}
	}
	return false
}

func (s *Store) forget(other, gone *Row) {
	for _, name := range other.Table.Lookups {
		if other.Cells[name] == gone.Reference() && !schema.SystemLookups[name] && name != "ownerid" {
			d := other.Draft()
			delete(d.Cells, name)
			s.Put(d)
			other = d
		}
	}
}

// HasLink reports whether the link exists.
func (s *Store) HasLink(l Link) bool {
	_, linked := s.links[l]
	return linked
}

// AddLink makes a link.
func (s *Store) AddLink(l Link) {
	s.serial++
	s.setLink(l, s.serial)
	s.undo = append(s.undo, Change{Link: l})
}

// RemoveLink removes a link.
func (s *Store) RemoveLink(l Link) {
	s.undo = append(s.undo, Change{Link: l, Serial: s.links[l]})
	s.setLink(l, 0)
}

// Related returns the rows of a collection-valued navigation property.
func (s *Store) Related(from *Row, n *schema.Navigation) []*Row {
	if n.Lookup != nil {
		var found []*Row
		for key := range s.index.holders[holding{n.Target, n.Lookup.Name, from.Reference()}] {
			found = append(found, s.Find(n.Target, key))
		}
		slices.SortFunc(found, func(a, b *Row) int { return cmp.Compare(a.serial, b.serial) })
		return found
	}
	serials := map[*Row]int64{}
	for l, serial := range s.links {
		if r := s.Find(n.Target, l.Ends[1-n.Side]); l.Relationship == n.Relationship.Name && l.Ends[n.Side] == from.ID && r != nil {
			serials[r] = serial
		}
	}
	return slices.SortedFunc(maps.Keys(serials), func(a, b *Row) int { return cmp.Compare(serials[a], serials[b]) })
}

// Pointed returns the row in the lookup of the navigation property, if the row is of a
// table that the property leads to.
func (s *Store) Pointed(r *Row, navs []*schema.Navigation) *Row {
	for _, n := range navs {
		if ref, ok := r.Cells[n.Lookup.Name].(schema.Reference); ok && ref.Table == n.Target {
			return s.Find(ref.Table, ref.ID)
		}
	}
	return nil
}
