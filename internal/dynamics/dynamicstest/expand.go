package dynamicstest

import (
	"slices"
	"strings"
)

// expansion is a navigation property whose row or rows come along.
type expansion struct {
	name   string
	single []*navigation
	many   *navigation
	sel    selection

	// Of the rows of a collection-valued one: which, in which order, how many.
	keep    predicate
	compare func(a, b *row) int
	top     int
	limited bool
}

// The options that may stand in the parentheses of $expand.
var (
	singleOptions = []string{"$select", "$expand"}
	manyOptions   = []string{"$select", "$expand", "$filter", "$orderby", "$top"}
)

// parseExpand reads $expand, with its options and those of the $expand in it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables
func (c *call) parseExpand(t *table, text string) ([]expansion, error) {
	if text == "" {
		return nil, nil
	}
	var list []expansion
	for _, item := range splitList(text) {
		name, options, nested := strings.Cut(strings.TrimSpace(item), "(")
		x := expansion{name: name, single: t.single(name), many: t.many(name)}
		var target *table
		known := singleOptions
		switch {
		case x.many != nil:
			x.single, target, known = nil, x.many.target, manyOptions
		case len(x.single) == 1:
			target = x.single[0].target
		case len(x.single) > 1:
			return nil, notKnown("$expand of %s, which leads to several tables", name)
		case strings.HasSuffix(name, "/$ref"):
			return nil, notKnown("$expand of references")
		default:
			return nil, noSuchProperty(t, name)
		}
		if err := c.need(verbRead, target); err != nil {
			return nil, err
		}
		if nested != strings.HasSuffix(options, ")") {
			return nil, querySyntax("unbalanced parentheses in $expand")
		}
		q, err := expandOptions(strings.TrimSuffix(options, ")"), known)
		if err != nil {
			return nil, err
		}
		q.aliases, q.now = c.query.aliases, c.now
		if err := x.read(c, target, q); err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, nil
}

// expandOptions takes the options apart, which semicolons part.
func expandOptions(text string, known []string) (query, error) {
	q := query{options: map[string]string{}}
	if text == "" {
		return q, nil
	}
	for _, option := range splitAt(text, ';') {
		name, value, _ := strings.Cut(strings.TrimSpace(option), "=")
		if !slices.Contains(known, name) {
			return q, notKnown("the option %s within $expand here", name)
		}
		if _, twice := q.options[name]; twice {
			return q, querySyntax("query option '" + name + "' was specified more than once")
		}
		q.options[name] = value
	}
	return q, nil
}

func (x *expansion) read(c *call, target *table, q query) error {
	var err error
	if x.sel, err = target.parseSelect(q.options["$select"]); err != nil {
		return err
	}
	if x.sel.expand, err = c.parseExpand(target, q.options["$expand"]); err != nil {
		return err
	}
	if x.keep, err = parseFilter(target, q, c.store); err != nil {
		return err
	}
	if x.compare, err = target.parseOrder(q.options["$orderby"]); err != nil {
		return err
	}
	x.top, x.limited, err = q.top()
	return err
}

// chosen are those of the rows that come along, in their order.
func (x expansion) chosen(rows []*row) []*row {
	rows = slices.DeleteFunc(rows, func(r *row) bool { return !x.keep(r) })
	slices.SortStableFunc(rows, x.compare)
	if x.limited {
		rows = rows[:min(x.top, len(rows))]
	}
	return rows
}
