package dynamicstest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// queryFunction is a function of Dataverse's own in $filter: what it takes besides the
// column, and whether a value that is not null passes.
type queryFunction struct {
	takes string // PropertyValues= before a list, PropertyValue= before one value, or nothing
	holds func(v any, values []any, now time.Time) bool
}

// queryFunctions are those that $filter knows here. Days are those of UTC.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/queryfunctions
var queryFunctions = map[string]queryFunction{
	"In":         {"PropertyValues=", func(v any, values []any, _ time.Time) bool { return among(v, values) }},
	"NotIn":      {"PropertyValues=", func(v any, values []any, _ time.Time) bool { return !among(v, values) }},
	"Between":    {"PropertyValues=", func(v any, values []any, _ time.Time) bool { return between(v, values) }},
	"NotBetween": {"PropertyValues=", func(v any, values []any, _ time.Time) bool { return !between(v, values) }},
	"On":         {"PropertyValue=", func(v any, values []any, _ time.Time) bool { return dayOf(v) == dayOf(values[0]) }},
	"NotOn":      {"PropertyValue=", func(v any, values []any, _ time.Time) bool { return dayOf(v) != dayOf(values[0]) }},
	"OnOrAfter":  {"PropertyValue=", func(v any, values []any, _ time.Time) bool { return dayOf(v) >= dayOf(values[0]) }},
	"OnOrBefore": {"PropertyValue=", func(v any, values []any, _ time.Time) bool { return dayOf(v) <= dayOf(values[0]) }},
	"Today":      {"", func(v any, _ []any, now time.Time) bool { return dayOf(v) == now.Format(dateLayout) }},
	"Yesterday":  {"", func(v any, _ []any, now time.Time) bool { return dayOf(v) == now.AddDate(0, 0, -1).Format(dateLayout) }},
	"Tomorrow":   {"", func(v any, _ []any, now time.Time) bool { return dayOf(v) == now.AddDate(0, 0, 1).Format(dateLayout) }},
}

func among(v any, values []any) bool {
	return slices.ContainsFunc(values, func(want any) bool { return compareCells(v, want) == 0 })
}

func between(v any, ends []any) bool {
	return compareCells(v, ends[0]) >= 0 && compareCells(v, ends[1]) <= 0
}

// dayOf is the date of a date and time as it is stored.
func dayOf(v any) string {
	day, _, _ := strings.Cut(v.(string), "T")
	return day
}

// queryFunction reads one of them: its column by PropertyName, and the values, as
// texts whatever the type of the column.
func (p *filterParser) queryFunction() (predicate, error) {
	head, err := p.next()
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(head.text, namespace)
	f, known := queryFunctions[name]
	if !known || p.peek() != "(" {
		return nil, notKnown("the function %s in $filter", head.text)
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
	if f.takes != "PropertyValues=" && c.class() != classTime {
		return nil, querySyntax("'" + c.property() + "' has no date, which " + head.text + " needs")
	}
	values, err := p.functionValues(head.text, f.takes, c)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, "Between") && len(values) != 2 {
		return nil, querySyntax(head.text + " needs two values")
	}
	of, now := columnOperand(c), p.now
	return func(r *row) bool {
		v := of.value(r)
		if v == nil { // an empty column is none of the values, and on no day
			return name == "NotIn"
		}
		return f.holds(v, values, now)
	}, p.expect(")")
}

// functionValues reads what a function takes besides the column.
func (p *filterParser) functionValues(function, takes string, c *column) ([]any, error) {
	if takes == "" {
		return nil, nil
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	list := takes == "PropertyValues="
	if list {
		takes += "["
	}
	if err := p.expect(takes); err != nil {
		return nil, err
	}
	var values []any
	for list && p.peek() != "]" || !list && len(values) == 0 {
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
			return nil, querySyntax("the values of " + function + " are not texts")
		}
		v, _ := (token{text: t.text, quoted: c.class() == classText}).literal()
		if v.value == nil || v.class != c.class() {
			return nil, querySyntax("'" + t.text + "' is no value of " + c.property())
		}
		values = append(values, v.value(nil))
	}
	if list {
		p.next()
	}
	return values, nil
}

func isQueryFunction(name string) bool { return strings.HasPrefix(name, namespace) }
