package dynamicstest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// A cell holds string (texts, dates and GUIDs), json.Number, bool or
// reference; an empty cell is not in its row.

// reference is what a lookup holds.
type reference struct {
	table *table
	id    string
}

const (
	timeLayout = "2006-01-02T15:04:05Z"
	dateLayout = "2006-01-02"
)

// cell turns a JSON value other than null into what the column stores, or
// refuses it as Dataverse does.
func (t *table) cell(c *column, v any) (any, error) {
	if c.kind == kindOther {
		return nil, notKnown("values of the type %s, which %s of %s has", c.edm, c.name, t.Name)
	}
	switch v := v.(type) {
	case string:
		switch c.kind {
		case kindBinary:
			if _, err := base64.StdEncoding.DecodeString(v); err == nil {
				return v, nil
			}
		case kindString, kindMemo:
			return t.text(c, v)
		case kindDateTime:
			return t.dateTime(c, v)
		case kindDateOnly:
			if d, err := time.Parse(dateLayout, v); err == nil {
				return d.Format(dateLayout), nil
			}
		case kindGUID:
			if guid, ok := parseGUID(v); ok {
				return guid, nil
			}
		case kindInteger, kindPicklist:
			// Microsoft's own sample sends "numberofemployees": "200".
			return t.number(c, json.Number(v))
		case kindBigInt, kindDecimal, kindMoney:
			return nil, payload(t, "Microsoft.OData.ODataException: Cannot convert a value to target type '%s' because of conflict between input format string/number and parameter 'IEEE754Compatible' false/true.", edmTypes[c.kind])
		}
	case json.Number:
		switch c.kind {
		case kindInteger, kindPicklist, kindBigInt, kindDecimal, kindMoney, kindDouble:
			return t.number(c, v)
		}
	case bool:
		if c.kind == kindBoolean {
			return v, nil
		}
	case object, []any:
		return nil, payload(t, "Microsoft.OData.ODataException: An unexpected 'StartObject' or 'StartArray' node was found for property '%s' when a value of type '%s' was expected.", c.name, edmTypes[c.kind])
	}
	return nil, badLiteral(t, c, v)
}

func badLiteral(t *table, c *column, v any) *apiError {
	text, isText := v.(string)
	if !isText {
		text = string(encode(v))
	}
	return payload(t, "Microsoft.OData.ODataException: Cannot convert the literal '%s' to the expected type '%s'. (property '%s')", text, edmTypes[c.kind], c.name)
}

func (t *table) text(c *column, v string) (any, error) {
	if len(utf16.Encode([]rune(v))) > c.maxLength {
		return nil, refuse(http.StatusBadRequest, "0x80044331",
			"A validation error occurred.  The length of the '%s' attribute of the '%s' entity exceeded the maximum allowed length of '%d'.", c.name, t.Name, c.maxLength)
	}
	return v, nil
}

// checkCharacters refuses a text of a body that XML, in which Dataverse carries it,
// cannot hold.
func checkCharacters(c *column, v any) error {
	text, _ := v.(string)
	if i := strings.IndexFunc(text, isInvalidCharacter); i >= 0 {
		return refuse(http.StatusBadRequest, "0x80040278", "Invalid character in field '%s': '', hexadecimal value 0x%02X, is an invalid character.", c.name, []rune(text[i:])[0])
	}
	return nil
}

// isInvalidCharacter reports whether XML lacks a character.
func isInvalidCharacter(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
}

// dateTime keeps whole seconds, as Dataverse does, and refuses a value without
// a time zone and one before the earliest that SQL Server's datetime holds.
func (t *table) dateTime(c *column, v string) (any, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		d, err := time.Parse(layout, v)
		if err != nil {
			continue
		}
		if d.UTC().Year() < 1753 {
			return nil, refuse(http.StatusBadRequest, "0x80040239", "DateTime is less than minimum value supported by CrmDateTime. Actual value: %s, Minimum value supported: 01/01/1753 00:00:00", v)
		}
		return d.UTC().Format(timeLayout), nil
	}
	return nil, badLiteral(t, c, v)
}

// ranges are the documented limits of the number types.
var ranges = map[kind]float64{kindDecimal: 100_000_000_000, kindDouble: 100_000_000_000, kindMoney: 922_337_203_685_477}

func (t *table) number(c *column, v json.Number) (any, error) {
	switch c.kind {
	case kindInteger, kindPicklist, kindBigInt:
		bits := 32
		if c.kind == kindBigInt {
			bits = 64
		}
		n, err := strconv.ParseInt(string(v), 10, bits)
		if err != nil || strings.HasPrefix(string(v), "+") {
			return nil, badLiteral(t, c, v)
		}
		if c.kind == kindPicklist && !slices.Contains(c.options, n) {
			return nil, outOfOptions(t, c, n)
		}
		return json.Number(strconv.FormatInt(n, 10)), nil
	}
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || f > ranges[c.kind] || f < -ranges[c.kind] {
		return nil, refuse(http.StatusBadRequest, "0x80044330", "A validation error occurred. The value of '%s' on record of type '%s' is outside the valid range.", c.name, t.Name)
	}
	return v, nil
}

func outOfOptions(t *table, c *column, n int64) *apiError {
	accepted := make([]string, len(c.options))
	for i, o := range c.options {
		accepted[i] = strconv.FormatInt(o, 10)
	}
	return refuse(http.StatusBadRequest, "0x8004431A", "A validation error occurred. The value %d of '%s' on record of type '%s' is outside the valid range. Accepted Values: %s", n, c.name, t.Name, strings.Join(accepted, ","))
}
