package dynamicstest

import (
	"encoding/json"
	"slices"
	"strings"
)

// queryFunctions are the functions of Dataverse's own that $filter knows here, and
// whether the column has to be among the values.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/in
var queryFunctions = map[string]bool{namespace + "In": true, namespace + "NotIn": false}

// queryFunction reads one of them: its column by PropertyName, and the values by
// PropertyValues, as texts whatever the type of the column.
func (p *filterParser) queryFunction() (predicate, error) {
	name, err := p.next()
	if err != nil {
		return nil, err
	}
	among, known := queryFunctions[name.text]
	if !known || p.peek() != "(" {
		return nil, notKnown("the function %s in $filter", name.text)
	}
	p.next()
	if err := p.expect("PropertyName="); err != nil {
		return nil, err
	}
	column, err := p.next()
	if err != nil {
		return nil, err
	}
	c := p.table.property(column.text)
	if c == nil {
		return nil, noSuchProperty(p.table, column.text)
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	if err := p.expect("PropertyValues=["); err != nil {
		return nil, err
	}
	var values []any
	for p.peek() != "]" {
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		switch {
		case t.json:
			if err := json.Unmarshal([]byte(t.text), &t.text); err != nil {
				return nil, querySyntax(t.text + " is not a text")
			}
		case t.text == "," && !t.quoted && len(values) > 0:
			continue
		case !t.quoted:
			return nil, querySyntax("the values of " + name.text + " are not texts")
		}
		v, _ := (token{text: t.text, quoted: c.class() == classText}).literal()
		if v.value == nil {
			return nil, querySyntax("'" + t.text + "' is no value of " + c.property())
		}
		values = append(values, v.value(nil))
	}
	p.next()
	of := columnOperand(c)
	return func(r *row) bool {
		v := of.value(r)
		found := v != nil && slices.ContainsFunc(values, func(want any) bool { return compareCells(v, want) == 0 })
		return found == among
	}, p.expect(")")
}

func isQueryFunction(name string) bool { return strings.HasPrefix(name, namespace) }
