package store

import (
	"slices"

	"sns-dynamics/internal/emulator/schema"
)

// Change is a change of a row or of a link. Before and After are nil for a link; one of
// them is nil for a row that was made or removed.
type Change struct {
	Before, After *Row
	Link          Link
	Serial        int64 // of a removed link; 0 for a new link
}

// Row returns the row before or after the change; nil for a change of a link.
func (u Change) Row() *Row {
	if u.After != nil {
		return u.After
	}
	return u.Before
}

// isNothing reports whether one request made and removed the row.
func (u Change) isNothing() bool { return u.Before == nil && u.After == nil && u.Link == Link{} }

// Begin starts a transaction. Earlier changes can no longer be undone.
func (s *Store) Begin() {
	if s.watched {
		s.seen = append(s.seen, s.undo...)
	}
	clear(s.undo) // releases the memory of the rows
	s.undo = s.undo[:0]
}

// Mark returns the present place in the transaction, for RollBackTo.
func (s *Store) Mark() int { return len(s.undo) }

// RollBackTo undoes everything since a mark, the latest change first.
func (s *Store) RollBackTo(mark int) {
	for _, u := range slices.Backward(s.undo[mark:]) {
		s.takeBack(u)
	}
	clear(s.undo[mark:])
	s.undo = s.undo[:mark]
}

func (s *Store) takeBack(u Change) {
	switch {
	case u.Before != nil || u.After != nil:
		s.set(u.After, u.Before)
	case u.Serial == 0:
		s.setLink(u.Link, 0)
	default:
		s.setLink(u.Link, u.Serial)
	}
}

// RollBackChangeSet undoes the changes since Begin, except in elastic tables: there change
// sets "succeed but aren't atomic".
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/elastic-tables
func (s *Store) RollBackChangeSet() {
	var kept []Change
	for _, u := range slices.Backward(s.undo) {
		if some := u.Row(); some != nil && some.Table.Elastic {
			kept = append(kept, u)
			continue
		}
		s.takeBack(u)
	}
	slices.Reverse(kept)
	clear(s.undo)
	s.undo = append(s.undo[:0], kept...)
}

// Watch makes the store keep the changes of each request for TakeChanges, or stops that.
func (s *Store) Watch(on bool) {
	s.Begin()
	s.watched, s.seen = on, nil
}

// TakeChanges returns the changes since the last call: one for each row, in the order of
// the first change of the row, and one for each link. These changes can no longer be
// undone.
func (s *Store) TakeChanges() []Change {
	s.Begin()
	seen := s.seen
	s.seen = nil
	type place struct {
		table *schema.Table
		key   string
	}
	rows := map[place]int{} // by row, the index of its change in merged
	var merged []Change
	for _, u := range seen {
		if some := u.Row(); some != nil {
			at := place{some.Table, some.Key()}
			if first, again := rows[at]; again {
				merged[first].After = u.After
				continue
			}
			rows[at] = len(merged)
		}
		merged = append(merged, u)
	}
	return slices.DeleteFunc(merged, Change.isNothing)
}
