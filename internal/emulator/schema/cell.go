package schema

import (
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
)

// A cell holds string (texts, dates and GUIDs), json.Number, bool or
// reference; an empty cell is not in its row.

// Reference is the value of a lookup.
type Reference struct {
	Table *Table
	ID    string
}

// Cell turns a JSON value other than null into the cell that the column stores. It refuses
// the values that Dataverse refuses. The error is an *odata.Error.
func (t *Table) Cell(c *Column, v any) (any, error) {
	if c.Kind == KindOther {
		return nil, odata.NotCovered("values of the type %s, which %s of %s has", c.edm, c.Name, t.Name)
	}
	switch v := v.(type) {
	case string:
		switch c.Kind {
		case KindBinary:
			if _, err := base64.StdEncoding.DecodeString(v); err == nil {
				return v, nil
			}
		case KindString, KindMemo:
			return t.text(c, v)
		case KindMulti:
			return t.multi(c, v)
		case KindDateTime:
			return t.dateTime(c, v)
		case KindDateOnly:
			if d, err := time.Parse(odata.DateLayout, v); err == nil {
				return d.Format(odata.DateLayout), nil
			}
		case KindGUID:
			if guid, ok := guid.Parse(v); ok {
				return guid, nil
			}
		case KindInteger, KindPicklist:
			// Microsoft's own sample sends "numberofemployees": "200".
			return t.number(c, json.Number(v))
		case KindBigInt, KindDecimal, KindMoney:
			return nil, PayloadError(t, "Microsoft.OData.ODataException: Cannot convert a value to target type '%s' because of conflict between input format string/number and parameter 'IEEE754Compatible' false/true.", EDMTypes[c.Kind])
		}
	case json.Number:
		switch c.Kind {
		case KindInteger, KindPicklist, KindBigInt, KindDecimal, KindMoney, KindDouble:
			return t.number(c, v)
		}
	case bool:
		if c.Kind == KindBoolean {
			return v, nil
		}
	case orderedjson.Object, []any:
		return nil, PayloadError(t, "Microsoft.OData.ODataException: An unexpected 'StartObject' or 'StartArray' node was found for property '%s' when a value of type '%s' was expected.", c.Name, EDMTypes[c.Kind])
	}
	return nil, BadLiteral(t, c, v)
}

// BadLiteral refuses a value that is not of the column's type.
func BadLiteral(t *Table, c *Column, v any) *odata.Error {
	text, isText := v.(string)
	if !isText {
		text = string(orderedjson.Encode(v))
	}
	return PayloadError(t, "Microsoft.OData.ODataException: Cannot convert the literal '%s' to the expected type '%s'. (property '%s')", text, EDMTypes[c.Kind], c.Name)
}

func (t *Table) text(c *Column, v string) (any, error) {
	// A text has at most as many UTF-16 units as bytes.
	if len(v) > c.MaxLength && len(utf16.Encode([]rune(v))) > c.MaxLength {
		return nil, odata.Refuse(http.StatusBadRequest, "0x80044331",
			"A validation error occurred.  The length of the '%s' attribute of the '%s' entity exceeded the maximum allowed length of '%d'.", c.Name, t.Name, c.MaxLength)
	}
	return v, nil
}

// CheckCharacters refuses a text with a character that XML cannot hold, because Dataverse
// carries the text as XML. The error is an *odata.Error.
func CheckCharacters(c *Column, v any) error {
	text, _ := v.(string)
	if i := strings.IndexFunc(text, isInvalidCharacter); i >= 0 {
		return odata.Refuse(http.StatusBadRequest, "0x80040278", "Invalid character in field '%s': '', hexadecimal value 0x%02X, is an invalid character.", c.Name, []rune(text[i:])[0])
	}
	return nil
}

// isInvalidCharacter reports whether XML does not have a character.
func isInvalidCharacter(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
}

// dateTime keeps whole seconds, as Dataverse does. It refuses a value without a time zone,
// and a value before the earliest datetime of SQL Server.
func (t *Table) dateTime(c *Column, v string) (any, error) {
	at, ok := odata.ParseTime(v)
	switch {
	case !ok:
		return nil, BadLiteral(t, c, v)
	case at.UTC().Year() < 1753:
		return nil, odata.Refuse(http.StatusBadRequest, "0x80040239", "DateTime is less than minimum value supported by CrmDateTime. Actual value: %s, Minimum value supported: 01/01/1753 00:00:00", v)
	}
	return at.UTC().Format(odata.TimeLayout), nil
}

// Ranges are the documented limits of the number types.
var Ranges = map[kind]float64{KindDecimal: 100_000_000_000, KindDouble: 100_000_000_000, KindMoney: 922_337_203_685_477}

// Precisions are the greatest numbers of decimal places of a column, by kind.
var Precisions = map[kind]int{KindDecimal: 10, KindDouble: 5, KindMoney: 4}

// Precision is how many decimal places a column for numbers has.
func (c *Column) Precision() int {
	if precision, fractional := Precisions[c.Kind]; !fractional || c.Places < 0 {
		return precision
	}
	return c.Places
}

// number checks the range of a number. The code of a whole number and the code of a number
// with a fraction differ.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func (t *Table) number(c *Column, v json.Number) (any, error) {
	switch c.Kind {
	case KindInteger, KindPicklist, KindBigInt:
		bits := 32
		if c.Kind == KindBigInt {
			bits = 64
		}
		n, err := strconv.ParseInt(string(v), 10, bits)
		if err != nil || strings.HasPrefix(string(v), "+") {
			return nil, BadLiteral(t, c, v)
		}
		if c.Kind == KindPicklist && !slices.Contains(c.Options, n) {
			return nil, outOfOptions(t, c, n)
		}
		if c.Range != nil && (n < c.Range[0] || n > c.Range[1]) {
			return nil, odata.Refuse(http.StatusBadRequest, "0x8004432f", "A validation error occurred. The value of '%s' on record of type '%s' is outside the valid range.", c.Name, t.Name)
		}
		return json.Number(strconv.FormatInt(n, 10)), nil
	}
	f, err := strconv.ParseFloat(string(v), 64)
	if low, high := c.limits(); err != nil || f > high || f < low {
		return nil, odata.Refuse(http.StatusBadRequest, "0x80044330", "A validation error occurred. The value of '%s' on record of type '%s' is outside the valid range.", c.Name, t.Name)
	}
	if c.Kind == KindMoney || c.Kind == KindDecimal && c.Places >= 0 {
		return round(v, c.Places), nil
	}
	return v, nil
}

// limits returns the least and the greatest value of a column for numbers with a fraction.
func (c *Column) limits() (low, high float64) {
	if c.Range != nil {
		return float64(c.Range[0]), float64(c.Range[1])
	}
	return -Ranges[c.Kind], Ranges[c.Kind]
}

// DefaultPlaces are the decimal places of most columns for money: the places of the
// currency.
const DefaultPlaces = 2

// round rounds an amount to the places of its column, half away from zero. It is inferred
// from the documents of precision that Dataverse rounds, and does not refuse. It is a doubt
// how Dataverse rounds half of the last place.
//
// See https://learn.microsoft.com/power-apps/maker/data-platform/types-of-fields#using-the-right-type-of-number
func round(v json.Number, places int) json.Number {
	_, fraction, _ := strings.Cut(string(v), ".")
	if len(fraction) <= places && !strings.ContainsAny(string(v), "eE") {
		return v
	}
	if len(v) > 60 || strings.ContainsAny(string(v), "eE") { // big.Rat would take long for such a number
		f, err := v.Float64()
		if err != nil {
			return v
		}
		v = json.Number(strconv.FormatFloat(f, 'f', -1, 64))
	}
	exact, ok := new(big.Rat).SetString(string(v))
	if !ok {
		return v
	}
	if rounded, _ := new(big.Rat).SetString(exact.FloatString(places)); rounded.Cmp(exact) == 0 {
		return v
	}
	return amountText(exact, places)
}

// Amount is an amount of money as a cell of the column, rounded to its places.
func (c *Column) Amount(v *big.Rat) json.Number { return amountText(v, c.Places) }

func amountText(v *big.Rat, places int) json.Number {
	text := v.FloatString(places)
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		text = "0"
	}
	return json.Number(text)
}

func outOfOptions(t *Table, c *Column, n int64) *odata.Error {
	accepted := make([]string, len(c.Options))
	for i, o := range c.Options {
		accepted[i] = strconv.FormatInt(o, 10)
	}
	return odata.Refuse(http.StatusBadRequest, "0x8004431A", "A validation error occurred. The value %d of '%s' on record of type '%s' is outside the valid range. Accepted Values: %s", n, c.Name, t.Name, strings.Join(accepted, ","))
}
