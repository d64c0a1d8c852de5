package engine

import (
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// accessTeam is the teamtype of a team that owns no rows.
const accessTeam = 1

// mayOwn refuses an owner that is disabled, is of a disabled business unit, or is an access
// team. It also refuses a user who may not read rows of the table. Microsoft documents the
// codes. It is a doubt which statuses Dataverse returns, and which privilege it checks. A
// team has no roles here, so its privileges are not checked.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (ch *RowChange) mayOwn(owner *store.Row) error {
	unit := ch.Store.Find(ch.Schema.ByName["businessunit"], owner.Pointer("businessunitid").ID)
	switch {
	case owner.Cells["isdisabled"] == true:
		return odata.Refuse(http.StatusBadRequest, "0x8004022b", "The specified owner is not enabled.")
	case unit != nil && unit.Cells["isdisabled"] == true:
		return odata.Refuse(http.StatusBadRequest, "0x8004032d", "Cannot assign to a disabled business.")
	case owner.Table.Name == "team" && owner.Integer("teamtype") == accessTeam:
		return odata.Refuse(http.StatusBadRequest, "0x80048340", "Records cannot be assigned to an access team: use an owner team.")
	case owner.Table.Name == "systemuser" && !ch.Directory.Holds(owner, schema.VerbRead.On(ch.Row.Table)):
		return odata.Refuse(http.StatusForbidden, "0x80040231", "Principal with id %s does not have the privilege %s.", owner.ID, schema.VerbRead.On(ch.Row.Table))
	}
	return nil
}
