package query

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// format writes a value for people, like Dataverse for a user with English (United States)
// and UTC. It returns "" if the value has no other form than its own.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/select-columns#formatted-values
func (rd Renderer) format(r *store.Row, col *schema.Column, v any) string {
	switch v := v.(type) {
	case bool:
		yes, no := r.Table.BooleanLabels(col)
		if v {
			return yes
		}
		return no
	case json.Number:
		switch col.Kind {
		case schema.KindPicklist:
			n, _ := strconv.ParseInt(string(v), 10, 64)
			return col.Labels[n]
		case schema.KindMoney:
			return rd.formatMoney(r, v)
		}
		return groupDigits(v, col.Precision())
	case string:
		switch col.Kind {
		case schema.KindLookup:
			return rd.nameOf(r.Cells[col.Name])
		case schema.KindDateTime:
			if col.DateFormat {
				return formatTime(v, odata.TimeLayout, "1/2/2006")
			}
			return formatTime(v, odata.TimeLayout, "1/2/2006 3:04 PM")
		case schema.KindMulti:
			return col.SelectionLabels(v)
		case schema.KindDateOnly:
			return formatTime(v, odata.DateLayout, "1/2/2006")
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

// nameOf is the name of the row in a lookup.
func (rd Renderer) nameOf(cell any) string {
	ref, isReference := cell.(schema.Reference)
	if !isReference {
		return ""
	}
	target := rd.Store.Find(ref.Table, ref.ID)
	name, named := ref.Table.NameColumn().(string)
	if target == nil || !named {
		return ""
	}
	return target.Text(name)
}

// formatMoney writes the symbol of the row's currency before the amount, with the two
// decimal places of most currencies.
func (rd Renderer) formatMoney(r *store.Row, v json.Number) string {
	symbol := ""
	if ref, isReference := r.Cells["transactioncurrencyid"].(schema.Reference); isReference {
		if currency := rd.Store.Find(ref.Table, ref.ID); currency != nil {
			symbol = currency.Text("currencysymbol")
		}
	}
	amount := groupDigits(v, 2)
	if digits, negative := strings.CutPrefix(amount, "-"); negative {
		return "(" + symbol + digits + ")"
	}
	return symbol + amount
}

// groupDigits writes a number with commas between its thousands.
func groupDigits(v json.Number, places int) string {
	text := string(v)
	if strings.ContainsAny(text, "eE") || len(text) > 40 { // big.Rat would take long for such a number
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
