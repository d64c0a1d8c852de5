package operation

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// closing is an action that creates a close activity and brings the row of its lookup
// into a state that a plain update does not reach.
//
// See https://learn.microsoft.com/previous-versions/dynamicscrm-2016/developers-guide/mt607829(v=crm.8)
type closing struct {
	action    string
	parameter string // the close activity; the other parameter is Status
	activity  string // the table of the close activity
	lookup    string // its lookup to the row
	table     string // the table of the row
	state     int    // the state of the row afterwards
	from      []int  // the states that the action closes
	abstract  bool   // the parameter is a crmbaseentity, so the body must state its type
}

// closings are the actions of the reference pages that close a row. On its page of 2016,
// FulfillSalesOrder is bound to a collection of orders; the samples call it unbound.
var closings = []closing{
	{"WinOpportunity", "OpportunityClose", "opportunityclose", "opportunityid", "opportunity", 1, []int{0}, false},
	{"LoseOpportunity", "OpportunityClose", "opportunityclose", "opportunityid", "opportunity", 2, []int{0}, false},
	{"CloseIncident", "IncidentResolution", "incidentresolution", "incidentid", "incident", 1, []int{0}, false},
	{"WinQuote", "QuoteClose", "quoteclose", "quoteid", "quote", 2, []int{1}, false},
	{"CloseQuote", "QuoteClose", "quoteclose", "quoteid", "quote", 3, []int{1}, false},
	{"CancelSalesOrder", "OrderClose", "orderclose", "salesorderid", "salesorder", 2, []int{0, 1}, true},
	{"FulfillSalesOrder", "OrderClose", "orderclose", "salesorderid", "salesorder", 3, []int{0, 1}, false},
}

// defaultStatus as Status stands for the default status of the new state.
const defaultStatus = -1

// close runs a closing action. It needs the privileges to create the activity, to set the
// lookup of the activity to the row, and to write the row. The close activity stays in its
// first state: no document says in which state Dataverse creates it.
func (c *Invocation) close(a closing) (response.Response, error) {
	activities, rows := c.Schema.ByName[a.activity], c.Schema.ByName[a.table]
	if activities == nil || rows == nil {
		return response.Response{}, odata.NotCovered("%s without the tables it works on", a.action)
	}
	given, err := c.parameters(a.action, func(p string) bool { return p == "Status" || p == a.parameter })
	if err != nil {
		return response.Response{}, err
	}
	status, err := wholeParameter(a.action, given, "Status")
	if err != nil {
		return response.Response{}, err
	}
	body, err := objectParameter(a.action, given, a.parameter)
	if err != nil {
		return response.Response{}, err
	}
	if _, typed := body.Get("@odata.type"); a.abstract && !typed {
		return response.Response{}, missingType(a.action, a.parameter)
	}
	activity, err := c.Insert(activities, body, nil, nil)
	if err != nil {
		return response.Response{}, err
	}
	ref, bound := activity.Cells[a.lookup].(schema.Reference)
	if !bound {
		return response.Response{}, unboundActivity(a)
	}
	row := c.Store.Find(rows, ref.ID)
	return response.Empty(), c.closeRow(a, row, status, closedCells(a, activity, row, c.Now))
}

// unboundActivity refuses a close activity that does not name the row to close.
func unboundActivity(a closing) error {
	if a.table == "incident" {
		return odata.Refuse(http.StatusBadRequest, "0x80044409", "The incident id is missing.")
	}
	return odata.Missing(a.lookup)
}

func (c *Invocation) closeRow(a closing, row *store.Row, status int, cells map[string]any) error {
	if !slices.Contains(a.from, row.Integer("statecode")) {
		return notClosable(row)
	}
	if row.Table.Name == "incident" && c.HasOpenActivity(row) {
		return odata.Refuse(http.StatusBadRequest, "0x8004440a", "The incident can not be closed because there are open activities for this incident.")
	}
	return c.setState(row, a.state, status, cells)
}

// notClosable refuses to close a row in its state. The codes for opportunities and
// incidents come from the list of error codes. That list has no code for quotes and orders,
// so their code is a guess.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func notClosable(row *store.Row) error {
	switch row.Table.Name {
	case "opportunity":
		return odata.Refuse(http.StatusBadRequest, "0x80040515", "The opportunity is already closed.")
	case "incident":
		return odata.Refuse(http.StatusBadRequest, "0x80044411", "Already Closed or Canceled")
	}
	return odata.Refuse(http.StatusBadRequest, "0x80040203", "The %s with Id %s cannot be closed from statecode %d.", row.Table.Name, row.ID, row.Integer("statecode"))
}

// setState changes the state of the row, and sets the cells. The status must belong to the
// state, or be defaultStatus.
func (c *Invocation) setState(row *store.Row, state, status int, cells map[string]any) error {
	if len(row.Table.States) <= state {
		return odata.NotCovered("the status codes of state %d of %s", state, row.Table.Name)
	}
	if status == defaultStatus {
		status = row.Table.States[state][0]
	}
	if !slices.Contains(row.Table.States[state], status) {
		label := row.Table.Columns["statecode"].Labels[int64(state)]
		return odata.Refuse(http.StatusBadRequest, "0x80048408", "%d is not a valid status code for state code %sState.%s on %s with Id %s.", status, row.Table.FullSchemaName(), label, row.Table.Name, row.ID)
	}
	_, err := c.Change(row, func(ch *engine.RowChange) error {
		ch.Row.SetInteger("statecode", state)
		ch.Row.SetInteger("statuscode", status)
		maps.Copy(ch.Row.Cells, cells)
		return nil
	})
	return err
}

// stateWon is the statecode of an opportunity that was won.
const stateWon = 1

// closedCells are the columns that an action sets in the row that it closes: of an opportunity,
// the date of its close, and the revenue, which is the estimated revenue of a won opportunity
// by default. That both are taken from the close activity first is inferred.
//
// See https://learn.microsoft.com/dynamics365/developer/reference/entities/opportunity
func closedCells(a closing, activity, row *store.Row, now time.Time) map[string]any {
	if a.table != "opportunity" {
		return nil
	}
	cells := map[string]any{}
	set := func(column string, v any) {
		if row.Table.Columns[column] != nil && v != nil {
			cells[column] = v
		}
	}
	set("actualclosedate", now.UTC().Format(odata.DateLayout))
	if ended, err := time.Parse(odata.TimeLayout, activity.Text("actualend")); err == nil {
		set("actualclosedate", ended.Format(odata.DateLayout))
	}
	if a.state == stateWon {
		set("actualvalue", row.Cells["estimatedvalue"])
	}
	set("actualvalue", activity.Cells["actualrevenue"])
	return cells
}

// closingOperations are the operations of the closing actions.
func closingOperations() []operation {
	var all []operation
	for _, a := range closings {
		all = append(all, operation{a.action, "", http.MethodPost, func(c *Invocation, _ *store.Row) (response.Response, error) { return c.close(a) }})
	}
	return all
}
