package engine

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// Associate associates two rows. A repeated association changes nothing if a lookup holds
// it. It fails in a many-to-many relationship, where each pair is a row with a unique key.
// The error is an *odata.Error.
func (s *Session) Associate(r *store.Row, n *schema.Navigation, target *store.Row) error {
	if target.Table != n.Target {
		return schema.PayloadError(r.Table, "Microsoft.OData.ODataException: The navigation property '%s' does not lead to the table '%s'.", n.Name, target.Table.Name)
	}
	if n.Lookup != nil {
		return s.repoint(r, n, target, r.Reference())
	}
	if err := s.mayAssociate(r.Table, target.Table); err != nil {
		return err
	}
	if n.Relationship.Name == "systemuserroles_association" && r.Cells["businessunitid"] != target.Cells["businessunitid"] {
		return odata.Refuse(http.StatusBadRequest, "0x8004140d", "The role of another business unit cannot be given to a user.")
	}
	l := store.LinkOf(n, r, target)
	if s.Store.HasLink(l) {
		return odata.DuplicateKey()
	}
	s.Store.AddLink(l)
	return nil
}

// Disassociate removes the association of two rows. It refuses a pair that is not
// associated. The error is an *odata.Error.
func (s *Session) Disassociate(r *store.Row, n *schema.Navigation, target *store.Row) error {
	if target.Table != n.Target {
		return schema.PayloadError(r.Table, "Microsoft.OData.ODataException: The navigation property '%s' does not lead to the table '%s'.", n.Name, target.Table.Name)
	}
	if n.Lookup != nil {
		if target.Cells[n.Lookup.Name] != r.Reference() {
			return schema.NoSuchRow(target.Table, target.ID)
		}
		return s.repoint(r, n, target, nil)
	}
	if err := s.mayAssociate(r.Table, target.Table); err != nil {
		return err
	}
	l := store.LinkOf(n, r, target)
	if !s.Store.HasLink(l) {
		return schema.NoSuchRow(target.Table, target.ID)
	}
	s.Store.RemoveLink(l)
	return nil
}

// repoint sets or clears the lookup of the row at the many end.
func (s *Session) repoint(one *store.Row, n *schema.Navigation, many *store.Row, to any) error {
	if err := s.mayAssociate(many.Table, one.Table); err != nil {
		return err
	}
	if many.Cells[n.Lookup.Name] == to {
		return nil
	}
	d := many.Draft()
	if d.Cells[n.Lookup.Name] = to; to == nil {
		delete(d.Cells, n.Lookup.Name)
	}
	return (&RowChange{Session: s, Row: d, before: many}).commit()
}
