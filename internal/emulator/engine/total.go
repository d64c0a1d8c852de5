package engine

import (
	"maps"
	"math/big"

	"sns-dynamics/internal/emulator/store"
)

// setTotals computes the totals of a quote, an order or an invoice from its lines:
//
//   - totallineitemamount is the sum of the amounts of the lines without their taxes;
//   - totallineitemdiscountamount and totaltax are the sums of the discounts and the taxes of the lines;
//   - totaldiscountamount is the discounts of the lines, discountamount, and discountpercentage of
//     totallineitemamount;
//   - totalamountlessfreight is totallineitemamount less the discounts of the row itself;
//   - totalamount is totalamountlessfreight plus freightamount and totaltax.
//
// See https://learn.microsoft.com/dynamics365/developer/reference/entities/salesorder
func (s *Session) setTotals(r *store.Row) {
	if r.Table.Pricing == nil {
		return
	}
	items, discounts, taxes := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, line := range s.linesOf(r) {
		if extended := amount(line, "extendedamount"); extended != nil {
			items.Add(items, extended.Sub(extended, amountOrZero(line, "tax")))
			discounts.Add(discounts, amountOrZero(line, "manualdiscountamount"))
			taxes.Add(taxes, amountOrZero(line, "tax"))
		}
	}
	share := new(big.Rat).Mul(amountOrZero(r, "discountpercentage"), big.NewRat(1, 100))
	own := share.Mul(share, items)
	own.Add(own, amountOrZero(r, "discountamount"))
	before := new(big.Rat).Sub(items, own)
	total := new(big.Rat).Add(before, amountOrZero(r, "freightamount"))
	for name, v := range map[string]*big.Rat{
		"totallineitemamount": items, "totallineitemdiscountamount": discounts, "totaltax": taxes,
		"totaldiscountamount": new(big.Rat).Add(discounts, own), "totalamountlessfreight": before, "totalamount": total.Add(total, taxes),
	} {
		setAmount(r, name, v)
	}
}

// linesOf are the lines of a row.
func (s *Session) linesOf(r *store.Row) []*store.Row {
	for _, navs := range r.Table.Navs {
		for _, n := range navs {
			if n.Collection && n.Lookup != nil && n.Target.PricedBy == r.Table && n.Lookup.Name == r.Table.Pricing.Lookup {
				return s.Store.Related(r, n)
			}
		}
	}
	return nil
}

// storeTotals computes the totals of the row that a line belongs to, and stores the row if
// they are others. It takes no privilege: Dataverse computes the totals itself.
func (s *Session) storeTotals(line *store.Row) {
	if line == nil || line.Table.PricedBy == nil {
		return
	}
	of := line.Pointer(line.Table.PricedBy.Pricing.Lookup)
	r := s.Store.Find(line.Table.PricedBy, of.ID)
	if r == nil {
		return
	}
	d := r.Draft()
	if s.setTotals(d); maps.Equal(d.Cells, r.Cells) {
		return
	}
	d.Cells["modifiedon"], d.Cells["modifiedby"] = s.stamp(), s.User.Row.Reference()
	s.Store.Put(d)
}
