package changeset

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"sns-dynamics/internal/operation"
)

// Forecast tells whether an operation of a batch has nothing left to do when Dataverse
// comes to it. A read shows the rows and links before the batch; the forecast adds the
// effect of the operations that are left and come before that one. If there is a doubt,
// the forecast says that there is work to do: to leave out an operation that has work to
// do would lose it.
type Forecast struct {
	rows  map[string]known   // by [rowName]
	links map[string]Finding // by [operation.Operation.LinkIdentity]
	acts  operation.Removals // of actions
	acted bool
	count int // operations so far
	// These are numbers of operations; 0 means that there is no such operation. deleted is
	// the last delete of a row that other rows may refer to, so that a cascade may delete
	// them. bound is the last operation that may have made one row refer to another. joined
	// is the last operation that may have changed a lookup of a row that it does not name.
	// related is the last create with related rows.
	deleted, bound, joined, related int
	named                           operation.Removals    // the data of an operation may make rows with these ids
	writes                          []write               // of rows that were made, changed or deleted
	joins                           []operation.Operation // associations and their removals
}

// known is the state that an operation gave a row, and the number of that operation.
type known struct {
	Finding
	at int
}

// write is an operation that made, changed or deleted a row.
type write struct {
	op       *operation.Operation
	row      operation.Reference
	at       int
	isDelete bool
	isBound  bool // its data may change a lookup
}

// NewForecast returns a forecast without operations.
func NewForecast() *Forecast {
	return &Forecast{rows: map[string]known{}, links: map[string]Finding{}, acts: operation.NewRemovals(), named: operation.NewRemovals()}
}

// IsDone reports whether an operation has nothing left to do. found is the result of a read
// of its row or link before the batch.
func (f *Forecast) IsDone(p *operation.Operation, found Finding) bool {
	switch p.Kind {
	case operation.Delete:
		return f.row(p, found) == IsGone
	case operation.Create:
		return f.row(p, found) == IsThere
	case operation.Associate:
		return f.linkOf(p, found) == IsThere
	case operation.Disassociate:
		return f.linkOf(p, found) == IsGone
	}
	return false
}

// Keeps returns whether the row of a create still exists when Dataverse comes to the create, if
// the row existed before the batch. It is [Unknown] if an earlier operation may have removed the
// row, or may have changed its key.
func (f *Forecast) Keeps(p *operation.Operation) Finding {
	row := p.Target()
	if row.Row.ID != "" {
		return f.row(p, IsThere)
	}
	k := f.rows[rowName(row)]
	switch {
	case k.Finding == IsGone && !f.mayHaveRelated(row, k.at):
		return IsGone
	case k.Finding == IsGone, f.deleted > k.at, f.mayLoseKey(row, k.at):
		return Unknown
	}
	return IsThere
}

// Makes reports whether an earlier operation certainly makes the row of a create, if the row did
// not exist before the batch.
func (f *Forecast) Makes(p *operation.Operation) bool { return f.row(p, IsGone) == IsThere }

// mayLoseKey reports whether an operation that names its row in another way may have changed a
// column in the alternate key of a row.
func (f *Forecast) mayLoseKey(row operation.Reference, since int) bool {
	if f.joined > since && hasLookup(row.Row) {
		return true
	}
	return slices.ContainsFunc(f.writes, func(w write) bool {
		return w.at > since && w.maySet(row.Row.Key) && rowName(w.row) != rowName(row) && f.mayBeOne(w, row)
	})
}

// maySet reports whether a write may have changed a column of a key.
func (w write) maySet(key []operation.KeyColumn) bool {
	return slices.ContainsFunc(key, func(k operation.KeyColumn) bool {
		return w.op.HasColumn(k.Column) || w.isBound && operation.IsLookupProperty(k.Column)
	})
}

// row returns whether the row of a create or delete exists when Dataverse comes to the
// operation.
func (f *Forecast) row(p *operation.Operation, found Finding) Finding {
	row := p.Target()
	k, isKnown := f.rows[rowName(row)]
	if !isKnown {
		k = known{found, 0}
	}
	switch {
	case f.mayActOn(row):
		return Unknown
	case k.Finding == IsThere && f.deleted > k.at:
		return Unknown // a cascade may have deleted it
	case k.Finding == IsGone && f.mayHaveRelated(row, k.at):
		return Unknown // a create with related rows may have made it
	case row.Row.ID == "" && f.mayHaveKey(row, k):
		return Unknown // another row may have the key now, or no row any more
	}
	return k.Finding
}

// mayHaveRelated reports whether the data of an earlier operation may have made a row that
// the operation does not name.
func (f *Forecast) mayHaveRelated(row operation.Reference, since int) bool {
	if row.Row.ID == "" {
		return f.related > since
	}
	return f.named.Names(row.Row.ID)
}

// mayHaveKey reports whether an operation that names its row in another way may have
// given or taken the alternate key of a row since its state was known. A delete gives no
// row a key.
func (f *Forecast) mayHaveKey(row operation.Reference, k known) bool {
	if f.joined > k.at && hasLookup(row.Row) {
		return true
	}
	return slices.ContainsFunc(f.writes, func(w write) bool {
		return w.at > k.at && !(w.isDelete && k.Finding == IsGone) && rowName(w.row) != rowName(row) && f.mayBeOne(w, row)
	})
}

// mayBeOne reports whether a write may have changed a row. A lookup in a key tells two
// rows apart as long as no operation may have changed a lookup.
func (f *Forecast) mayBeOne(w write, row operation.Reference) bool {
	return MayBeOne(w.row, row, f.joined == 0 && !w.isBound)
}

// linkOf returns whether the link of an association exists when Dataverse comes to the
// operation. No delete and no removal of another link brings back a link that is gone.
func (f *Forecast) linkOf(p *operation.Operation, found Finding) Finding {
	one, other := p.Target(), p.Related
	state, isKnown := f.links[p.LinkIdentity()]
	if !isKnown {
		state = found
	}
	switch {
	case f.mayActOn(one) || f.mayActOn(other) || f.related > 0:
		return Unknown
	case f.isGoneByID(one) || f.isGoneByID(other):
		return IsGone // a link goes with its row
	case state == IsThere && f.deleted > 0:
		return Unknown
	}
	for _, w := range f.writes {
		if !(w.isDelete && state == IsGone) && (f.mayBeOne(w, one) || f.mayBeOne(w, other)) {
			return Unknown // a lookup of the written row may be the link
		}
	}
	for i := range f.joins {
		j := &f.joins[i]
		if j.LinkIdentity() == p.LinkIdentity() || j.Kind == operation.Disassociate && state == IsGone {
			continue
		}
		// A new link of a one-to-many relationship replaces the old link of the same
		// related row. A many-to-many relationship has a name on either side.
		if MayBeOne(other, j.Target(), false) || MayBeOne(other, j.Related, false) || MayBeOne(j.Related, one, false) {
			return Unknown
		}
	}
	return state
}

func (f *Forecast) isGoneByID(r operation.Reference) bool {
	return r.Row.ID != "" && f.rows[rowName(r)].Finding == IsGone && !f.mayHaveRelated(r, 0)
}

// mayActOn reports whether an earlier action may have made, changed or deleted a row:
// the action is bound to the row or names it, or a key names the row. The effect of an
// action on other rows is not known.
func (f *Forecast) mayActOn(r operation.Reference) bool {
	if !f.acted {
		return false
	}
	return r.Row.ID == "" || f.acts.MayRemove(&operation.Operation{Kind: operation.Create, EntitySet: r.EntitySet, Row: r.Row})
}

// Add adds an operation that is left to do.
func (f *Forecast) Add(p *operation.Operation) {
	f.count++
	switch p.Kind {
	case operation.Action:
		f.acted = true
		f.acts.Add(p)
	case operation.Associate, operation.Disassociate:
		f.joins = append(f.joins, *p)
		f.links[p.LinkIdentity()] = map[bool]Finding{true: IsThere, false: IsGone}[p.Kind == operation.Associate]
		f.bound, f.joined = f.count, f.count
	case operation.Delete:
		// No row refers to a row that the batch has made, if no operation has bound a row
		// since.
		if k := f.rows[rowName(p.Target())]; k.Finding != IsThere || k.at < f.bound || p.Row.ID == "" {
			f.deleted = f.count
		}
		f.write(p, known{IsGone, f.count})
	case operation.Create:
		f.create(p)
	case operation.Upsert:
		f.bound = f.count
		if p.Row.ID == "" {
			f.nameMade(p) // the data may contain the id of the row
		}
		f.write(p, known{IsThere, 0}) // the row may have existed before
	case operation.Update:
		f.bound = f.count
		f.change(p)
	}
}

func (f *Forecast) create(p *operation.Operation) {
	if p.IsBound() {
		f.bound = f.count
	}
	if !p.HasRelated() {
		f.write(p, known{IsThere, f.count})
		return
	}
	f.related, f.joined = f.count, f.count
	f.nameMade(p)
	f.write(p, known{IsThere, 0}) // the related rows refer to it
}

// write adds an operation after which a row exists or is gone.
func (f *Forecast) write(p *operation.Operation, state known) {
	f.change(p)
	f.rows[rowName(p.Target())] = state
}

func (f *Forecast) change(p *operation.Operation) {
	isDelete := p.Kind == operation.Delete
	f.writes = append(f.writes, write{p, p.Target(), f.count, isDelete, !isDelete && p.IsBound()})
}

// nameMade notes the ids in the data of an operation. The operation may make rows with
// these ids.
func (f *Forecast) nameMade(p *operation.Operation) {
	f.named.NameIDs(strings.ToLower(string(p.Data)))
	if escapedID().Match(p.Data) {
		f.named.NameAny()
	}
}

// escapedID matches an escaped character of an id.
var escapedID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\\u00(2d|3[0-9]|[46][1-6])`) })
