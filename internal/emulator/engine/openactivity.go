package engine

import (
	"net/http"
	"slices"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/store"
)

// IsOpenActivity reports whether a row is an activity that is open or scheduled.
func IsOpenActivity(r *store.Row) bool {
	const open, scheduled = 0, 3
	state := r.Integer("statecode")
	return r.Table.PrimaryKey == "activityid" && len(r.Table.States) > 0 && (state == open || state == scheduled)
}

// HasOpenActivity reports whether an activity about the row is open.
func (s *Session) HasOpenActivity(r *store.Row) bool {
	for _, navs := range r.Table.Navs {
		for _, n := range navs {
			if n.Collection && n.Lookup != nil && n.Lookup.Name == "regardingobjectid" && slices.ContainsFunc(s.Store.Related(r, n), IsOpenActivity) {
				return true
			}
		}
	}
	return false
}

// checkCancel refuses to cancel a case with open activities.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (ch *RowChange) checkCancel(to int) error {
	const canceled = 2
	if ch.Row.Table.Name != "incident" || to != canceled || !ch.HasOpenActivity(ch.before) {
		return nil
	}
	return odata.Refuse(http.StatusBadRequest, "0x8004440e", "The incident can not be cancelled because there are open activities for this incident.")
}
