package dynamicstest

import (
	"net/http"
	"strings"
)

// checkKeys refuses a draft that shares all columns of an alternate key with
// another row. A key with an empty column binds nobody.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
func (ch *change) checkKeys() error {
	for i := range ch.row.table.Keys {
		k := &ch.row.table.Keys[i]
		if owner := ch.store.index.keys[k][ch.row.keyText(k)]; !k.active() || owner == nil || owner.id == ch.row.id {
			continue
		}
		if k.Like == "primaryKey" {
			return alreadyExists()
		}
		return refuse(http.StatusPreconditionFailed, "0x80060892",
			"Entity Key %s violated. A record with the same value for %s already exists. A duplicate record cannot be created. Select one or more unique values and try again.", k.Name, strings.Join(k.Columns, ", "))
	}
	return nil
}

// checkDuplicates applies the duplicate detection rules when the client asks
// for it; the Web API leaves them out by default.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/optional-parameters
func (ch *change) checkDuplicates() error {
	if !strings.EqualFold(ch.header.Get("MSCRM.SuppressDuplicateDetection"), "false") {
		return nil
	}
	for _, rule := range ch.schema.DuplicateRules {
		if rule.Table == ch.row.table.Name && ch.twin(rule.Columns) != nil {
			return refuse(http.StatusPreconditionFailed, "0x80040333", "A record was not created or updated because a duplicate of the current record already exists.")
		}
	}
	return nil
}

// twin returns another row with the same, non-empty cells in the columns.
func (ch *change) twin(columns []string) *row {
	for _, other := range ch.store.rows[ch.row.table] {
		same := other.id != ch.row.id
		for _, name := range columns {
			same = same && sameCell(other.cells[name], ch.row.cells[name])
		}
		if same {
			return other
		}
	}
	return nil
}
