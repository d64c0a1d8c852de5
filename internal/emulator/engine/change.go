package engine

import (
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// Update changes the columns that the body names. at is the address from the URL; it may be
// nil. It returns the errors of [Session.Change].
func (s *Session) Update(r *store.Row, body orderedjson.Object, at *store.Address) (*store.Row, error) {
	return s.Change(r, func(ch *RowChange) error {
		ch.at = at
		return ch.Apply(body)
	})
}

// Change stores a changed copy of the row, with the user and the time of the change. It
// returns the error of edit, or an *odata.Error.
func (s *Session) Change(r *store.Row, edit func(*RowChange) error) (*store.Row, error) {
	if err := s.Need(schema.VerbWrite, r.Table); err != nil {
		return nil, err
	}
	if err := s.Precondition.Allow(r.ETag()); err != nil {
		return nil, err
	}
	ch := &RowChange{Session: s, Row: r.Draft(), before: r, set: map[string]bool{}}
	if err := edit(ch); err != nil {
		return nil, err
	}
	ch.Row.Cells["modifiedon"] = s.stamp()
	ch.Row.Cells["modifiedby"] = s.User.Row.Reference()
	delete(ch.Row.Cells, "modifiedonbehalfby")
	if s.IsImpersonating() {
		ch.Row.Cells["modifiedonbehalfby"] = s.App.Row.Reference()
	}
	if ch.Row.Pointer("ownerid") != r.Pointer("ownerid") {
		ch.Row.SetOwning(s.Store)
	}
	ch.Row.SetFullName()
	err := ch.commit()
	return ch.Row, err
}
