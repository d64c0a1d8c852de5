package metadata

import (
	"encoding/json"
	"strings"

	"sns-dynamics/internal/dynamics"
)

// sequence checks that the column that orders changes is there, and keeps the
// value as it was published.
func (c *checker) sequence(table string, s dynamics.Sequence) {
	where := at{"sequence", "column"}
	column, ok := c.column(table, s.Column)
	if !ok {
		c.add(where, "no such column of %s%s", table, c.meant(s.Column, c.columnNames(table)))
		return
	}
	v, here := decode(s.Value), at{"sequence", "value"}
	switch column.Type {
	case edmInt64, edmString:
	case edmDecimal:
		switch digits := fractionDigits(v); {
		case digits > mostDigits:
			c.add(here, "no Decimal column keeps more than ten digits after the point: use a BigInt or a String column")
		case digits > 0:
			c.warn(here, "a value with more digits after the point than the column keeps is rejected: use a BigInt or a String column, or whole numbers")
		}
	case edmInt32:
		c.warn(where, "keeps whole numbers up to 2147483647 only: a BigInt column keeps more")
	case edmDateTimeOffset:
		if hasFraction(v) {
			c.warn(here, "the column keeps no fraction of a second: two changes within one are not told apart; use a String or a BigInt column")
		}
	default:
		c.add(where, "a column of type %s does not keep a value exactly: use one of type BigInt, Decimal, DateTime or String", column.Type)
		return
	}
	c.value(v, column, here)
}

// mostDigits is how many digits after the point a Decimal column keeps at the most.
const mostDigits = 10

// fractionDigits is the number of digits that a number has after the point, zeros at
// its end left out.
func fractionDigits(v any) int {
	number, _ := v.(json.Number)
	_, fraction, _ := strings.Cut(number.String(), ".")
	return len(strings.TrimRight(fraction, "0"))
}

// hasFraction reports whether a time has a fraction of a second other than zero.
func hasFraction(v any) bool {
	text, _ := v.(string)
	_, fraction, found := strings.Cut(text, ".")
	return found && strings.TrimLeft(strings.TrimRight(fraction, "Zz"), "0") != ""
}
