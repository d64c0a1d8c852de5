package dynamicstest

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// format writes a value for people, as Dataverse does for a user with English (United
// States) and UTC; "" if it has no other form than its own.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/select-columns#formatted-values
func (c *call) format(r *row, col *column, v any) string {
	switch v := v.(type) {
	case bool:
		yes, no := r.table.answers(col)
		if v {
			return yes
		}
		return no
	case json.Number:
		switch col.kind {
		case kindPicklist:
			n, _ := strconv.ParseInt(string(v), 10, 64)
			return col.labels[n]
		case kindMoney:
			return c.formatMoney(r, v)
		}
		return groupDigits(v, precisions[col.kind])
	case string:
		switch col.kind {
		case kindLookup:
			return c.nameOf(r.cells[col.name])
		case kindDateTime:
			return formatTime(v, timeLayout, "1/2/2006 3:04 PM")
		case kindDateOnly:
			return formatTime(v, dateLayout, "1/2/2006")
		}
	}
	return ""
}

func formatTime(v, layout, as string) string {
	t, err := time.Parse(layout, v)
	if err != nil {
		return ""
	}
	return t.Format(as)
}

// nameOf is the name of the row that a lookup holds.
func (c *call) nameOf(cell any) string {
	ref, isReference := cell.(reference)
	if !isReference {
		return ""
	}
	target := c.store.find(ref.table, ref.id)
	name, named := ref.table.primaryName().(string)
	if target == nil || !named {
		return ""
	}
	return target.text(name)
}

// formatMoney puts the symbol of the row's currency before the amount, which has the
// two places of most currencies.
func (c *call) formatMoney(r *row, v json.Number) string {
	symbol := ""
	if ref, isReference := r.cells["transactioncurrencyid"].(reference); isReference {
		if currency := c.store.find(ref.table, ref.id); currency != nil {
			symbol = currency.text("currencysymbol")
		}
	}
	amount := groupDigits(v, 2)
	if digits, negative := strings.CutPrefix(amount, "-"); negative {
		return "(" + symbol + digits + ")"
	}
	return symbol + amount
}

// groupDigits writes a number with its thousands parted by commas.
func groupDigits(v json.Number, places int) string {
	text := string(v)
	if strings.ContainsAny(text, "eE") || len(text) > 40 { // what takes big.Rat long
		f, _ := v.Float64()
		text = strconv.FormatFloat(f, 'f', -1, 64)
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		return ""
	}
	digits, negative := strings.CutPrefix(exact.FloatString(places), "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if places > 0 {
		whole += "." + fraction
	}
	if negative && strings.Trim(whole, "0.,") != "" {
		return "-" + whole
	}
	return whole
}
