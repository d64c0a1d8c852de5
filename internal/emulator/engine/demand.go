package engine

import (
	"encoding/json"
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// checkDemands refuses a new row without a column that the table demands, and a change that
// empties such a column. The codes are of the list of error codes; the status is a doubt.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (ch *RowChange) checkDemands() error {
	for _, d := range ch.Row.Table.Demands {
		c := ch.Row.Table.Columns[d.Column]
		had := ch.before == nil || ch.before.Cells[d.Column] != nil
		if c == nil || !had || ch.Row.Cells[d.Column] != nil || d.Unless != nil && ch.Row.Integer(d.Unless.Column) == d.Unless.Value {
			continue
		}
		switch {
		case d.NotCovered:
			return odata.NotCovered("a row of %s without %s", ch.Row.Table.Name, d.Column)
		case d.Code == "":
			return odata.Missing(d.Column)
		}
		return odata.Refuse(http.StatusBadRequest, d.Code, "%s", d.Message)
	}
	return nil
}

// checkCurrency refuses a change that leaves an amount of money without a currency.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (ch *RowChange) checkCurrency() error {
	t := ch.Row.Table
	if !t.HasMoney || ch.before == nil || ch.before.Cells["transactioncurrencyid"] == nil || ch.Row.Cells["transactioncurrencyid"] != nil {
		return nil
	}
	for name, c := range t.Columns {
		if _, amount := ch.Row.Cells[name].(json.Number); amount && c.Kind == schema.KindMoney {
			return odata.Refuse(http.StatusBadRequest, "0x80048cfb", "The currency cannot be null.")
		}
	}
	return nil
}

// checkListCurrency does not cover a row with another currency than its price list: a document has
// the code for it, and no document says when it comes.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (ch *RowChange) checkListCurrency() error {
	of := ch.Row.Pointer("pricelevelid")
	if of.Table == nil || !ch.Row.Table.HasMoney {
		return nil
	}
	list := ch.Store.Find(of.Table, of.ID)
	if list == nil || list.Pointer("transactioncurrencyid").Table == nil || list.Pointer("transactioncurrencyid") == ch.Row.Pointer("transactioncurrencyid") {
		return nil
	}
	return odata.NotCovered("a row of %s with another currency than its price list", ch.Row.Table.Name)
}

// checkSecondTarget refuses a second row for a lookup that the body has given a row, by another
// navigation property. A document has the refusal for the customer of a case alone.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (ch *RowChange) checkSecondTarget(lookup *schema.Column) error {
	t := ch.Row.Table
	switch {
	case !ch.set[lookup.Name] || ch.Row.Cells[lookup.Name] == nil:
		return nil
	case t.Name == "incident" && lookup.Name == "customerid":
		return odata.Refuse(http.StatusBadRequest, "0x8004440f", "You can either specify a parent contact or account, but not both.")
	}
	return odata.NotCovered("two rows for the lookup %s of %s", lookup.Name, t.Name)
}
