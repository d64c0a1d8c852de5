package engine

import (
	"encoding/json"
	"math/big"
	"net/http"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// priceLine computes the amounts of a line of a quote, an order or an invoice:
//
//   - baseamount is the price of a unit multiplied by the quantity;
//   - extendedamount is baseamount less the discount of the line, plus the tax.
//
// A line without a price or a quantity has no amounts. Volume discounts are not covered.
// The organization's method of discounts is the default: the discount is of the line, not of
// the unit.
//
// See https://learn.microsoft.com/dynamics365/developer/reference/entities/salesorderdetail
func (ch *RowChange) priceLine() error {
	t := ch.Row.Table
	if t.PricedBy == nil {
		return nil
	}
	if err := ch.pricePerUnit(); err != nil {
		return err
	}
	price, quantity := amount(ch.Row, "priceperunit"), amount(ch.Row, "quantity")
	if price == nil || quantity == nil {
		delete(ch.Row.Cells, "baseamount")
		delete(ch.Row.Cells, "extendedamount")
		return nil
	}
	base := new(big.Rat).Mul(price, quantity)
	setAmount(ch.Row, "baseamount", base)
	extended := new(big.Rat).Sub(base, amountOrZero(ch.Row, "manualdiscountamount"))
	setAmount(ch.Row, "extendedamount", extended.Add(extended, amountOrZero(ch.Row, "tax")))
	return nil
}

// pricePerUnit takes the price of an existing product from the price list, unless the line
// overrides the price. The price of a write-in product is the price in the body.
func (ch *RowChange) pricePerUnit() error {
	line := ch.Row
	product := line.Pointer("productid")
	if product.Table == nil || line.Cells["isproductoverridden"] == true {
		return nil
	}
	unit := line.Pointer("uomid")
	if unit.Table == nil {
		return odata.Refuse(http.StatusBadRequest, "0x80043b0d", "The unit id is missing.")
	}
	if line.Cells["ispriceoverridden"] == true {
		return nil
	}
	of := line.Pointer(line.Table.PricedBy.Pricing.Lookup)
	list := ch.Store.Find(line.Table.PricedBy, of.ID).Pointer("pricelevelid")
	if list.Table == nil {
		return odata.Refuse(http.StatusBadRequest, "0x80043b12", "The price level id is missing.")
	}
	item, err := ch.listItem(list, product, unit)
	if err != nil {
		return err
	}
	line.Cells["priceperunit"] = item.Cells["amount"]
	return nil
}

// listItem finds the price of a product for a unit in a price list.
func (ch *RowChange) listItem(list, product, unit schema.Reference) (*store.Row, error) {
	var items []*store.Row
	if n := list.Table.CollectionValued("price_level_product_price_levels"); n != nil {
		items = ch.Store.Related(ch.Store.Find(list.Table, list.ID), n)
	}
	for _, item := range items {
		if item.Pointer("productid") != product || item.Pointer("uomid") != unit {
			continue
		}
		if item.Integer("pricingmethodcode") != 1 || amount(item, "amount") == nil {
			return nil, odata.NotCovered("a price that is not an amount of the price list")
		}
		return item, nil
	}
	return nil, odata.NotCovered("a line of a product and a unit that the price list does not have, and whose price is not overridden")
}

// checkPriceList refuses another price list for a row with lines: the documents do not say what
// becomes of the prices of the lines.
func (ch *RowChange) checkPriceList() error {
	t := ch.Row.Table
	if t.Pricing == nil || ch.before == nil || ch.before.Pointer("pricelevelid") == ch.Row.Pointer("pricelevelid") {
		return nil
	}
	if len(ch.linesOf(ch.Row)) > 0 {
		return odata.NotCovered("another price list for a row of %s that has lines", t.Name)
	}
	return nil
}

func amount(r *store.Row, column string) *big.Rat {
	n, held := r.Cells[column].(json.Number)
	if !held {
		return nil
	}
	v, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return nil
	}
	return v
}

func amountOrZero(r *store.Row, column string) *big.Rat {
	if v := amount(r, column); v != nil {
		return v
	}
	return new(big.Rat)
}

// setAmount puts an amount into a column, if the table has the column.
func setAmount(r *store.Row, column string, v *big.Rat) {
	if c := r.Table.Columns[column]; c != nil && c.Kind == schema.KindMoney {
		r.Cells[column] = c.Amount(v)
	}
}
