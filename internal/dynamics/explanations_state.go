package dynamics

// ofStates are the codes of states, of owners and of what else a row's state does
// not let happen.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-custom-state-model-transitions
func ofStates() []Explanation {
	const (
		rules = "change the status as the rules of the table have it"
		first = "bring the row into the state that it needs before"
	)
	return []Explanation{
		{"0x80048408", "InvalidStateCodeStatusCode", Rejected, "the status does not belong to the state, or a new row cannot begin in it", "create the row active, then update statecode with statuscode", runValidate},
		{"0x8004f00e", "InvalidStateTransition", Rejected, "the row cannot go from its state to that one", rules, ""},
		{"0x8004f854", "StateTransitionActiveToResolve", Rejected, "the case cannot be resolved from its status", rules, ""},
		{"0x8004f855", "StateTransitionActiveToCanceled", Rejected, "the case cannot be cancelled from its status", rules, ""},
		{"0x8004f856", "StateTransitionResolvedOrCanceledToActive", Rejected, "the case cannot be activated from its status", rules, ""},
		{"0x8004f857", "StateTransitionActivateNewStatus", Rejected, "the row cannot be activated with that status", rules, ""},
		{"0x8004f858", "StateTransitionDeactivateNewStatus", Rejected, "the row cannot be deactivated with that status", rules, ""},
		{"0x80100005", "CannotUseOpportunitySetStateMessage", Rejected, "this state is reached by an action alone", "publish the action: for an opportunity WinOpportunity or LoseOpportunity", runValidate},
		{"0x80100000", "CannotPayNonActiveInvoice", Rejected, "an invoice that is not active cannot be paid", first, ""},
		{"0x80100001", "CannotCancelInvoice", Rejected, "the invoice is in a state from which it cannot be cancelled", first, ""},
		{"0x80100003", "UnableToActivateQuoteNotInDraft", Rejected, "a quote that is no draft cannot be activated", first, ""},
		{"0x80040518", "LeadAlreadyInOpenState", Rejected, "the lead is open already", "publish it once", ""},
		{"0x80040519", "LeadAlreadyInClosedState", Rejected, "the lead is closed already", "publish it once", ""},
		{"0x80043203", "ContractInvalidState", Rejected, "the contract is in a state that does not let this happen", first, ""},
		{"0x80040230", "CannotUpdateObjectBecauseItIsInactive", Rejected, "an inactive row does not change", "activate the row, change it, and deactivate it again", ""},
		{"0x8004022e", "CannotUpdateBecauseItIsReadOnly", Rejected, "the row is read-only in its state", "set its state back, change it, and set its state again", ""},
		{"0x80040227", "CannotDeleteDueToAssociation", Rejected, "other rows refer to the row, and keep it from being deleted", "delete or change the rows that refer to it, then redrive", runRedrive + "0x80040227"},
		// The owner that a message names.
		{"0x8004022b", "OwnerNotEnabled", Rejected, "the owner that data names is disabled", "enable the owner, or name another; then redrive", runRedrive + "0x8004022b"},
		{"0x8004032d", "CannotAssignToDisabledBusiness", Rejected, "the business unit of the owner that data names is disabled", "enable the business unit, or name another owner; then redrive", runRedrive + "0x8004032d"},
		{"0x80048340", "CannotAssignToAccessTeam", Rejected, "the owner that data names is an access team", "name a user or an owner team", ""},
	}
}
