package check

import (
	"encoding/json"
	"strings"

	"sns-dynamics/internal/operation"
)

// sequence checks that the column of a sequence exists, and that it stores the value without
// rounding.
func (c *checker) sequence(table string, s operation.Sequence) {
	where := at{"sequence", "column"}
	column, ok := c.column(table, s.Column)
	if !ok {
		c.unknown(where, c.askForMember(table, s.Column), "no such column of %s%s", table, c.meant(s.Column, c.columnNames(table)))
		return
	}
	v, here := operation.Value(s.Value), at{"sequence", "value"}
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

// mostDigits is the largest number of digits after the point in a Decimal column.
const mostDigits = 10

// fractionDigits returns the number of digits after the point, without zeros at the end.
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
