package engine

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/security"
	"sns-dynamics/internal/emulator/store"
)

// Delete deletes a row and follows the relationships of its table: related rows are deleted
// too, prevent the deletion, or lose their lookup. It needs the privilege to delete every
// row that is deleted. After an error, which is an *odata.Error, some rows may already be
// deleted.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/configure-entity-relationship-cascading-behavior
func (s *Session) Delete(r *store.Row) error {
	if err := s.Need(schema.VerbDelete, r.Table); err != nil {
		return err
	}
	if code := r.Table.KeepCode(r.Integer("statecode")); code != "" {
		// The words are of system jobs, the one table that has the rule.
		return odata.Refuse(http.StatusBadRequest, code, "Cannot delete async operation unless it is in Completed state.")
	}
	if err := s.checkKept(r); err != nil {
		return err
	}
	below := s.below(r, schema.DeleteRestrict)
	if len(below) > 0 {
		// The status of this code is documented with the errors of the Web API.
		return odata.Refuse(http.StatusMethodNotAllowed, "0x80040227", "The object you tried to delete is associated with another object and cannot be deleted.")
	}
	cascade := s.below(r, schema.DeleteCascade)
	s.Store.Remove(r)
	s.storeTotals(r)
	for _, row := range cascade {
		if now := s.Store.Find(row.Table, row.Key()); now != nil {
			if err := s.Delete(now); err != nil {
				return err
			}
		}
	}
	return nil
}

// below returns the rows whose lookup holds the row, by the relationships of a kind.
func (s *Session) below(r *store.Row, kind string) []*store.Row {
	if !s.Store.IsPointedTo(r) {
		return nil
	}
	var rows []*store.Row
	for _, navs := range r.Table.Navs {
		for _, n := range navs {
			if n.Collection && n.Lookup != nil && n.Relationship.Delete == kind {
				rows = append(rows, s.Store.Related(r, n)...)
			}
		}
	}
	return rows
}

// checkKept refuses to delete a row that an environment cannot lose: a row of a fixed table, the
// base currency, the role System Administrator, and a queue that has items. The page of the
// queue items says that they are deleted with their queue; the list of error codes says that
// such a queue stays. The emulator does the stricter.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (s *Session) checkKept(r *store.Row) error {
	switch {
	case r.Table.Fixed:
		return schema.NoMessage(r.Table, "Delete")
	case r.Table.Name == "transactioncurrency" && r.ID == s.Store.BaseCurrency(s.Schema).ID:
		return odata.Refuse(http.StatusBadRequest, "0x80048cff", "The base currency of an organization cannot be deleted.")
	case security.IsAdministratorRole(r):
		return odata.Refuse(http.StatusBadRequest, "0x80041d2e", "The System Administrator Role cannot be deleted.")
	case r.Table.Name == "queue" && len(s.below(r, schema.DeleteCascade)) > 0:
		return odata.Refuse(http.StatusBadRequest, "0x80631117", "You can't delete this queue because it has items assigned to it. Assign these items to another user, team, or queue and try again.")
	}
	return nil
}
