package dynamicstest

import (
	"net/http"
	"slices"
	"strconv"
)

// stateWon is the statecode of a won opportunity.
const stateWon = 1

// winOpportunity is the WinOpportunity action: it closes the opportunity with
// the status given and keeps the activity that says so.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/winopportunity
func (c *call) winOpportunity(*row) (answer, error) {
	const name = "WinOpportunity"
	closes, opportunities := c.schema.byName["opportunityclose"], c.schema.byName["opportunity"]
	if closes == nil || opportunities == nil {
		return answer{}, notKnown("%s without the tables it works on", name)
	}
	given, err := c.parameters(name, func(p string) bool { return p == "Status" || p == "OpportunityClose" })
	if err != nil {
		return answer{}, err
	}
	statusValue, _ := given.get("Status")
	status, err := strconv.Atoi(string(encode(statusValue)))
	if err != nil {
		return answer{}, badParameters(name, "The parameter 'Status' must be a number.")
	}
	v, _ := given.get("OpportunityClose")
	body, ok := v.(object)
	if !ok {
		return answer{}, badParameters(name, "The parameter 'OpportunityClose' is missing.")
	}
	activity, err := c.insert(closes, body, nil, nil)
	if err != nil {
		return answer{}, err
	}
	ref, bound := activity.cells["opportunityid"].(reference)
	if !bound {
		return answer{}, missing("opportunityid")
	}
	return emptyAnswer(), c.win(c.store.find(opportunities, ref.id), status)
}

func (c *call) win(opportunity *row, status int) error {
	if state := opportunity.integer("statecode"); state != 0 {
		return refuse(http.StatusBadRequest, "0x80040203", "The opportunity with Id %s is already closed (statecode %d).", opportunity.id, state)
	}
	if len(opportunity.table.States) <= stateWon {
		return notKnown("the status codes of a won opportunity")
	}
	if !slices.Contains(opportunity.table.States[stateWon], status) {
		return refuse(http.StatusBadRequest, "0x80048408", "%d is not a valid status code for state code OpportunityState.Won on opportunity with Id %s.", status, opportunity.id)
	}
	_, err := c.change(opportunity, func(ch *change) error {
		ch.row.setInteger("statecode", stateWon)
		ch.row.setInteger("statuscode", status)
		return nil
	})
	return err
}
