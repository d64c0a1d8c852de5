package dynamicstest

import (
	"encoding/json"
	"net/http"
	"strings"
)

// keyPair is one name=literal of a key; the name is empty for a bare GUID.
type keyPair struct{ name, literal string }

// parseKey splits what stands in a key's parentheses at the commas that are
// not in a quoted string.
func parseKey(args string) []keyPair {
	var pairs []keyPair
	for _, part := range splitList(args) {
		name, literal, named := strings.Cut(part, "=")
		if !named || strings.HasPrefix(part, "'") {
			name, literal = "", part
		}
		pairs = append(pairs, keyPair{strings.TrimSpace(name), strings.TrimSpace(literal)})
	}
	return pairs
}

// splitList splits at the commas outside of quotes and parentheses.
func splitList(s string) []string { return splitAt(s, ',') }

// splitAt splits at the separators outside of parentheses and text.
func splitAt(s string, separator byte) []string {
	var parts []string
	depth, start, quoted := 0, 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == separator && depth == 0:
			parts, start = append(parts, s[start:i]), i+1
		}
	}
	return append(parts, s[start:])
}

// address is a row as a URL names it: the id, or the cells of an alternate
// key.
type address struct {
	table     *table
	id        string
	partition string // of a row of an elastic table; "" for the row's own
	key       *alternateKey
	cells     map[string]any
	text      string // the key as it was written, for OData-EntityId
}

// parseAddress understands the key of a row of t, and refuses one that is no
// key of the table or whose literals are not of the key's types.
func (t *table) parseAddress(args string) (address, error) {
	pairs := parseKey(args)
	first := pairs[0]
	if len(pairs) == 1 && (first.name == "" || first.name == t.PrimaryKey && !t.AnonymousKey) {
		id, ok := parseGUID(first.literal)
		if !ok {
			return address{}, querySyntax("'" + first.literal + "' is not a GUID")
		}
		return address{table: t, id: id, text: id}, nil
	}
	if t.Elastic {
		return t.parsePartitioned(pairs, args)
	}
	key := t.keyOf(pairs)
	if key == nil {
		return address{}, t.noSuchKey()
	}
	a := address{table: t, key: key, cells: map[string]any{}, text: args}
	for _, p := range pairs {
		c := t.property(p.name)
		v, err := t.keyCell(c, p.literal)
		if err != nil {
			return address{}, err
		}
		a.cells[c.name] = v
	}
	return a, nil
}

func (t *table) noSuchKey() *apiError {
	return refuse(http.StatusBadRequest, "0x80060890",
		"The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM.%[1]s'. Ensure that the names and number of key properties match the declared or alternate key properties for the resource 'Microsoft.Dynamics.CRM.%[1]s'.", t.Name)
}

func (t *table) keyOf(pairs []keyPair) *alternateKey {
	named := map[string]bool{}
	for _, p := range pairs {
		if c := t.property(p.name); c != nil {
			named[c.name] = true
		}
	}
	for i, k := range t.Keys {
		matches := k.active() && len(pairs) == len(k.Columns)
		for _, name := range k.Columns {
			matches = matches && named[name]
		}
		if matches {
			return &t.Keys[i]
		}
	}
	return nil
}

func (t *table) keyCell(c *column, literal string) (any, error) {
	text, quoted, err := unquote(literal)
	if err != nil {
		return nil, err
	}
	bad := querySyntax("the value of key property '" + c.property() + "' is not of type " + edmTypes[c.kind])
	if wantsQuotes := c.kind == kindString || c.kind == kindMemo; wantsQuotes != quoted {
		return nil, bad
	}
	var v any = text
	switch c.kind {
	case kindLookup:
		guid, ok := parseGUID(text)
		if !ok {
			return nil, bad
		}
		return guid, nil // compared with the id alone: the table is not in the URL
	case kindInteger, kindBigInt, kindDecimal, kindMoney, kindDouble, kindPicklist:
		v = json.Number(text)
	case kindBoolean:
		v = text == "true"
	}
	cell, err := t.cell(c, v)
	if err != nil {
		return nil, bad
	}
	return cell, nil
}

// unquote takes the quotes off a string literal, in which a quote is doubled.
func unquote(literal string) (text string, quoted bool, err error) {
	if strings.HasPrefix(literal, "@") {
		return "", false, notKnown("a parameter alias in a key (%s)", literal)
	}
	inner, quoted := strings.CutPrefix(literal, "'")
	if !quoted {
		return literal, false, nil
	}
	inner, closed := strings.CutSuffix(inner, "'")
	if !closed || strings.Contains(strings.ReplaceAll(inner, "''", ""), "'") {
		return "", false, querySyntax("unterminated string literal")
	}
	return strings.ReplaceAll(inner, "''", "'"), true, nil
}
