package values

import (
	"encoding/json/jsontext"
	"strings"

	"sns-dynamics/internal/operation"
)

// literal is the value of a column that identifies a row.
type literal struct {
	property string // of the column in a URL
	value    string // as in OData: a string has its quotes
	isText   bool
}

// literal returns the OData literal of a value that identifies a row.
func (c Column) literal(name string, value jsontext.Value) (l literal, problem string) {
	l.property = name
	switch {
	case c.isLookup():
		text, ok := operation.Text(value)
		if !ok || !operation.IsGUID(text) {
			return l, "expected a GUID"
		}
		l.property, l.value = "_"+name+"_value", text
		return l, ""
	case c.Type == typeParties, c.Type == typeChoices, c.Type == typeVirtual:
		return l, "a column of this type identifies no row"
	}
	json, problem := c.plain(value)
	if problem != "" {
		return l, problem
	}
	text, isText := operation.Text(jsontext.Value(json))
	switch {
	case !isText:
		l.value = json
	case c.Type == typeText, c.Type == typeMemo, c.Type == "EntityName":
		l.value, l.isText = "'"+strings.ReplaceAll(text, "'", "''")+"'", true
	default: // a date or an id, which have no quotes
		l.value = text
	}
	return l, ""
}

// isBindable reports whether the literal can stand in the key of an @odata.bind. Dataverse
// reads no key with one of [operation.UnreadableCharacters], no # and no control character.
func (l literal) isBindable() bool {
	return !l.isText || !strings.ContainsAny(l.value, operation.UnreadableCharacters+"#") &&
		!strings.ContainsFunc(l.value, func(r rune) bool { return r < ' ' || r == 0x7f })
}
