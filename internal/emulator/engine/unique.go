package engine

import (
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// checkKeys refuses a draft that shares all columns of an alternate key, or a value that the
// table has once, with another row. A key with an empty column binds no row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
func (ch *RowChange) checkKeys() error {
	for i := range ch.Row.Table.Keys {
		k := &ch.Row.Table.Keys[i]
		if owner := ch.Store.ByKey(k, ch.Row.KeyText(k)); !k.IsActive() || owner == nil || owner.ID == ch.Row.ID {
			continue
		}
		if k.Like == "primaryKey" {
			return odata.AlreadyExists()
		}
		return odata.Refuse(http.StatusPreconditionFailed, "0x80060892",
			"Entity Key %s violated. A record with the same value for %s already exists. A duplicate record cannot be created. Select one or more unique values and try again.", k.Name, strings.Join(k.Columns, ", "))
	}
	for i := range ch.Row.Table.Uniques {
		u := &ch.Row.Table.Uniques[i]
		if owner := ch.Store.ByKey(&u.AlternateKey, ch.Row.KeyText(&u.AlternateKey)); owner != nil && owner.ID != ch.Row.ID {
			return odata.Refuse(http.StatusBadRequest, u.Code, "%s", u.Message)
		}
	}
	return nil
}

// checkDuplicates applies the duplicate detection rules if the client asks for it. By
// default the Web API does not apply them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/optional-parameters
func (ch *RowChange) checkDuplicates() error {
	if !ch.DetectDuplicates {
		return nil
	}
	for _, rule := range ch.Schema.DuplicateRules {
		if rule.Table == ch.Row.Table.Name && ch.findDuplicate(rule.Columns) != nil {
			return odata.Refuse(http.StatusPreconditionFailed, "0x80040333", "A record was not created or updated because a duplicate of the current record already exists.")
		}
	}
	return nil
}

// findDuplicate returns another row with the same, non-empty cells in the columns.
func (ch *RowChange) findDuplicate(columns []string) *store.Row {
	for other := range ch.Store.All(ch.Row.Table) {
		same := other.ID != ch.Row.ID
		for _, name := range columns {
			same = same && schema.Equal(other.Cells[name], ch.Row.Cells[name])
		}
		if same {
			return other
		}
	}
	return nil
}
