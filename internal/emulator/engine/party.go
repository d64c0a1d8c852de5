package engine

import (
	"slices"

	"sns-dynamics/internal/emulator/odata"
)

// partyTypes are the values of participationtypemask that an activity supports, by table. A
// custom activity supports all. The page does not name tasks.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/activityparty-entity
var partyTypes = map[string][]int{"appointment": {5, 6, 7}, "email": {1, 2, 3, 4}, "phonecall": {1, 2}}

// checkParty does not cover a party of a kind that its activity does not support: the page does
// not say how Dataverse refuses it.
func (ch *RowChange) checkParty() error {
	if ch.Row.Table.Name != "activityparty" {
		return nil
	}
	activity, kind := ch.Row.Pointer("activityid"), ch.Row.Integer("participationtypemask")
	if activity.Table == nil || partyTypes[activity.Table.Name] == nil || slices.Contains(partyTypes[activity.Table.Name], kind) {
		return nil
	}
	return odata.NotCovered("participationtypemask %d in a row of %s", kind, activity.Table.Name)
}
