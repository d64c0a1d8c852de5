package engine

import (
	"net/http"
	"slices"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// alignStates keeps statecode and statuscode consistent: a new state brings its default
// status, and a status must belong to the state. A new row begins in its first state,
// whatever the body says. It is a doubt whether this holds for every table: account may
// accept a state in a create.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-custom-state-model-transitions
func (ch *RowChange) alignStates() error {
	t := ch.Row.Table
	if len(t.States) == 0 {
		return nil
	}
	if err := ch.CheckReadOnly(); err != nil {
		return err
	}
	if !ch.set["statecode"] && !ch.set["statuscode"] {
		return nil
	}
	if ch.before == nil {
		ch.Row.SetInteger("statecode", 0)
	} else if err := ch.checkTransition(); err != nil {
		return err
	}
	state, status := ch.Row.Integer("statecode"), ch.Row.Integer("statuscode")
	if ch.set["statecode"] && !ch.set["statuscode"] {
		status = t.States[state][0]
		ch.Row.SetInteger("statuscode", status)
	}
	if !slices.Contains(t.States[state], status) {
		return odata.Refuse(http.StatusBadRequest, "0x80048408", "%d is not a valid status code for state code %d on %s with Id %s.", status, state, t.Name, ch.Row.ID)
	}
	if t.ByService && ch.before != nil && ch.before.Integer("statecode") == state && ch.before.Integer("statuscode") != status {
		// No document says how Dataverse refuses to cancel a completed system job.
		return odata.NotCovered("another status of %s in the state %s", t.Name, t.StateName(state))
	}
	return nil
}

// checkTransition refuses a change to a state that only an action reaches, and a change
// that the transitions of the table do not allow. The words come from a report. The status
// is a doubt: it is the status of most refusals.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (ch *RowChange) checkTransition() error {
	t, from, to := ch.Row.Table, ch.before.Integer("statecode"), ch.Row.Integer("statecode")
	if from == to {
		return nil
	}
	if action := t.StateAction(to); action != "" {
		return odata.Refuse(http.StatusBadRequest, t.Transitions.ActionCode,
			"This message can not be used to set the state of %[1]s to %[2]s. In order to set state of %[1]s to %[2]s, use the %[3]s message instead.", t.Name, t.StateName(to), action)
	}
	if err := ch.checkCancel(to); err != nil {
		return err
	}
	return CheckTransition(t, from, to)
}

// CheckTransition refuses a change of the state that the schema's transitions do not allow,
// for an update and for an action. The error is an *odata.Error.
func CheckTransition(t *schema.Table, from, to int) error {
	if code, may := t.MayLeave(from, to); !may {
		return odata.Refuse(http.StatusBadRequest, code, "The %s cannot change from the state %s to the state %s.", t.Name, t.StateName(from), t.StateName(to))
	}
	return nil
}

// CheckReadOnly refuses a change of a row in a read-only state, unless the change sets
// another state. The words of Dataverse are not known. The error is an *odata.Error.
func (ch *RowChange) CheckReadOnly() error {
	if ch.before == nil || len(ch.set) == 0 {
		return nil
	}
	t, state := ch.Row.Table, ch.before.Integer("statecode")
	if t.IsReadOnly(state) && t.Transitions.AdministratorsWrite && ch.Directory.IsAdministrator(ch.User.Row) {
		return nil
	}
	if !t.IsReadOnly(state) || ch.set["statecode"] && ch.Row.Integer("statecode") != state {
		return nil
	}
	return odata.Refuse(http.StatusBadRequest, t.Transitions.ReadOnlyCode, "The %s with Id %s is read-only in the state %s.", t.Name, ch.Row.ID, t.StateName(state))
}
