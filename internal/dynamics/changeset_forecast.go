package dynamics

import (
	"slices"
	"strings"
)

// forecast is what the operations of a batch that are left, and come before one, make
// of rows and links: it tells whether that one has nothing left to do when Dataverse
// comes to it. A read shows what was before the batch. A doubt is never decided: to
// leave out an operation that has work to do would lose it.
type forecast struct {
	rows  map[string]known   // by [rowName]
	links map[string]finding // by [Operation.link]
	acts  takers             // of actions
	acted bool
	count int // operations so far
	// deleted is the last delete of a row that others may refer to, which a cascade may
	// take along; 0 where there is none. bound is the last operation that may have made
	// one row refer to another.
	deleted, bound int
	writes         []Reference // rows that were made, changed or deleted
	joins          []Operation // associations and their removals
}

// known is what an operation made of a row, and when.
type known struct {
	finding
	at int
}

func newForecast() *forecast {
	return &forecast{rows: map[string]known{}, links: map[string]finding{}, acts: newTakers()}
}

// isDone reports whether an operation has nothing left to do, by what a read of its row
// or its link showed.
func (f *forecast) isDone(p *Operation, found finding) bool {
	switch p.Kind {
	case Delete:
		return f.row(p, found) == isGone
	case Create:
		return f.row(p, found) == isThere
	case Associate:
		return f.linkOf(p, found) == isThere
	case Disassociate:
		return f.linkOf(p, found) == isGone
	}
	return false
}

// row is whether the row of a create or a delete is there when Dataverse comes to it.
func (f *forecast) row(p *Operation, found finding) finding {
	row := Reference{p.EntitySet, p.Row}
	switch isOther := func(w Reference) bool { return rowName(w) != rowName(row) && mayBeOne(w, row) }; {
	case f.mayActOn(row):
		return unread
	case p.Row.ID == "" && slices.ContainsFunc(f.writes, isOther):
		return unread // another row may have the key now, or no row any more
	}
	k, isKnown := f.rows[rowName(row)]
	if !isKnown {
		k = known{found, 0}
	}
	if k.finding == isThere && f.deleted > k.at {
		return unread // it may have gone along
	}
	return k.finding
}

// linkOf is whether the link of an association is there when Dataverse comes to it.
func (f *forecast) linkOf(p *Operation, found finding) finding {
	one, other := Reference{p.EntitySet, p.Row}, p.Related
	switch {
	case f.mayActOn(one) || f.mayActOn(other):
		return unread
	case f.isGoneByID(one) || f.isGoneByID(other):
		return isGone // a link goes with its row
	case f.deleted > 0:
		return unread
	}
	for _, w := range f.writes {
		if mayBeOne(w, one) || mayBeOne(w, other) {
			return unread // its lookup may be the link
		}
	}
	for i := range f.joins {
		j := &f.joins[i]
		if j.link() == p.link() {
			continue
		}
		// A link of a one-to-many relationship is taken away by another of the same
		// related row. A many-to-many relationship has a name on either side.
		if mayBeOne(other, Reference{j.EntitySet, j.Row}) || mayBeOne(other, j.Related) || mayBeOne(j.Related, one) {
			return unread
		}
	}
	if state, ok := f.links[p.link()]; ok {
		return state
	}
	return found
}

func (f *forecast) isGoneByID(r Reference) bool {
	return r.Row.ID != "" && f.rows[rowName(r)].finding == isGone
}

// mayActOn reports whether an action before may have made, changed or deleted a row: it
// is bound to the row or names it, or the row is named by a key. What an action does
// with other rows is not for a batch to know, as with its proof.
func (f *forecast) mayActOn(r Reference) bool {
	if !f.acted {
		return false
	}
	return r.Row.ID == "" || f.acts.mayTake(&Operation{Kind: Create, EntitySet: r.EntitySet, Row: r.Row})
}

// add takes in an operation that is left.
func (f *forecast) add(p *Operation) {
	f.count++
	row := Reference{p.EntitySet, p.Row}
	switch p.Kind {
	case Action:
		f.acted = true
		f.acts.add(p)
	case Associate, Disassociate:
		f.joins = append(f.joins, *p)
		f.links[p.link()] = map[bool]finding{true: isThere, false: isGone}[p.Kind == Associate]
		f.bound = f.count
	case Delete:
		// Nothing refers to a row that the batch has just made, and bound to nothing.
		if k := f.rows[rowName(row)]; k.finding != isThere || k.at < f.bound || p.Row.ID == "" {
			f.deleted = f.count
		}
		f.write(row, isGone)
	case Create:
		f.write(row, isThere)
	case Upsert:
		f.bound = f.count
		f.writes = append(f.writes, row)
		f.rows[rowName(row)] = known{isThere, 0} // it may have been there before
	case Update:
		f.bound = f.count
		f.writes = append(f.writes, row)
	}
}

func (f *forecast) write(row Reference, state finding) {
	f.writes = append(f.writes, row)
	f.rows[rowName(row)] = known{state, f.count}
}

// rowName names a row: by its id, which is that of every entity set it has, or by its
// entity set and alternate key.
func rowName(r Reference) string {
	if r.Row.ID != "" {
		return strings.ToLower(r.Row.ID)
	}
	return r.Identity()
}

// mayBeOne reports whether two references may name one row: by the same id, or where
// one of them is by an alternate key, in the same table.
func mayBeOne(a, b Reference) bool {
	if a.Row.ID != "" && b.Row.ID != "" {
		return strings.EqualFold(a.Row.ID, b.Row.ID)
	}
	return strings.EqualFold(a.EntitySet, b.EntitySet) || strings.EqualFold(a.EntitySet, activities) || strings.EqualFold(b.EntitySet, activities)
}

// link names the link of an association.
func (op Operation) link() string {
	return strings.Join([]string{Reference{op.EntitySet, op.Row}.Identity(), op.NavigationProperty, op.Related.Identity()}, " ")
}
