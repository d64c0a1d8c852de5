package check

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operation"
)

// The primitive types that Dataverse uses.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-properties#primitive-types-used-by-dataverse
const (
	edmBinary         = "Edm.Binary"
	edmBoolean        = "Edm.Boolean"
	edmDate           = "Edm.Date"
	edmDateTimeOffset = "Edm.DateTimeOffset"
	edmDecimal        = "Edm.Decimal"
	edmDouble         = "Edm.Double"
	edmGuid           = "Edm.Guid"
	edmInt16          = "Edm.Int16"
	edmInt32          = "Edm.Int32"
	edmInt64          = "Edm.Int64"
	edmString         = "Edm.String"
)

// value checks that a JSON value fits a column or a parameter.
func (c *checker) value(v any, column Column, here at) {
	if v == nil {
		if column.NotNull {
			c.add(here, "expected a value, got null")
		}
		return
	}
	if item, isCollection := csdl.Item(column.Type); isCollection {
		list, ok := v.([]any)
		if !ok {
			c.add(here, "expected an array, got %s", describe(v))
			return
		}
		for i, v := range list {
			c.value(v, Column{Type: item, NotNull: true}, here.index(i))
		}
		return
	}
	if t := c.Types[column.Type]; t != nil {
		c.structured(v, column.Type, *t, here)
		return
	}
	if text := expected(column.Type, v); text != "" {
		c.add(here, "expected %s (%s), got %s", text, column.Type, describeAs(column.Type, v))
	} else if s, ok := v.(string); ok && column.MaxLength > 0 && len(utf16.Encode([]rune(s))) > column.MaxLength {
		c.add(here, "expected at most %s characters", number.Grouped(column.MaxLength))
	}
}

// structured checks a value that is a row, or a value of a complex or an enum type.
func (c *checker) structured(v any, name string, t Type, here at) {
	if t.Kind == Enum {
		switch v.(type) {
		case string, json.Number:
		default:
			c.add(here, "expected a member of %s, got %s", name, describe(v))
		}
		return
	}
	body, ok := v.(map[string]any)
	switch _, declared := body["@odata.type"]; {
	case !ok:
		c.add(here, "expected an object of type %s, got %s", name, describe(v))
	case t.Abstract && !declared:
		c.add(here, "expected @odata.type in it, as rows of several tables can stand here")
	default:
		c.body(body, place{name, here})
	}
}

// expected returns a description of the type if the value does not fit it. It returns "" if
// the value fits, and for a type that the checker cannot check, such as Edm.Stream.
func expected(edm string, v any) string {
	text, isText := v.(string)
	_, isNumber := v.(json.Number)
	_, isBoolean := v.(bool)
	switch {
	case edm == edmString && !isText:
		return "a string"
	case edm == edmBinary && !isText:
		return "a string in base64"
	case edm == edmBoolean && !isBoolean:
		return "true or false"
	case edm == edmInt16:
		return whole(v, 16)
	case edm == edmInt32:
		return whole(v, 32)
	case edm == edmInt64:
		return whole(v, 64)
	case (edm == edmDecimal || edm == edmDouble) && !isNumber:
		return "a number, without quotes"
	case edm == edmGuid && !operation.IsGUID(text):
		return "a GUID in a string"
	case edm == edmDate && !isDate(text):
		return "a date such as 2026-11-21"
	case edm == edmDateTimeOffset && !operation.IsTime(text) && !operation.IsTimeOfMinute(text):
		return "a time with its offset, such as 2026-11-21T07:00:00Z"
	}
	return ""
}

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// whole checks a whole number. A number of 32 bits may be in a string, as in a sample of
// Microsoft. A number of 64 bits may not.
func whole(v any, bits int) string {
	text, ok := v.(string)
	if n, isNumber := v.(json.Number); isNumber {
		text, ok = n.String(), true
	} else if bits == 64 {
		ok = false
	}
	if _, err := strconv.ParseInt(text, 10, bits); ok && err == nil {
		return ""
	}
	limit := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	return "a whole number from -" + limit.String() + " to " + limit.Sub(limit, big.NewInt(1)).String()
}

// describe returns the kind of a JSON value.
func describe(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case []any:
		return "an array"
	}
	return "an object"
}

// describeAs returns what is wrong with a value of the right kind, and the kind of another value.
func describeAs(edm string, v any) string {
	switch v := v.(type) {
	case string:
		switch edm {
		case edmDate:
			return "a text that is no date"
		case edmDateTimeOffset:
			return "a text that is no such time"
		case edmGuid:
			return "a text that is no GUID"
		case edmInt16, edmInt32:
			return "a text that is no such number"
		}
	case json.Number:
		isWholeType := edm == edmInt16 || edm == edmInt32 || edm == edmInt64
		if isWholeType && strings.ContainsAny(v.String(), ".eE") {
			return "a number with a fraction or an exponent"
		}
		if isWholeType {
			return "a number out of this range"
		}
	}
	return describe(v)
}
