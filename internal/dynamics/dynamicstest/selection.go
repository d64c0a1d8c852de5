package dynamicstest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// selection is what of a row goes into an answer.
type selection struct {
	columns []*column
	named   []string // what $select says; nothing means every column
	expand  []expansion
}

func (c *call) selection(t *table) (selection, error) {
	sel, err := t.parseSelect(c.query.options["$select"])
	if err != nil {
		return sel, err
	}
	sel.expand, err = c.parseExpand(t, c.query.options["$expand"])
	return sel, err
}

// parseSelect always adds the primary key, and the currency to any amount of
// money, as Dataverse does.
func (t *table) parseSelect(text string) (selection, error) {
	if text == "" || text == "*" {
		var sel selection
		for _, name := range t.order {
			sel.columns = append(sel.columns, t.columns[name])
		}
		return sel, nil
	}
	var sel selection
	add := func(c *column) {
		if c != nil && !slices.Contains(sel.columns, c) {
			sel.columns = append(sel.columns, c)
		}
	}
	for name := range strings.SplitSeq(text, ",") {
		c := t.property(strings.TrimSpace(name))
		if c == nil {
			return sel, noSuchProperty(t, name)
		}
		sel.named = append(sel.named, c.property())
		add(c)
	}
	add(t.columns[t.PrimaryKey])
	if slices.ContainsFunc(sel.columns, func(c *column) bool { return c.kind == kindMoney }) {
		add(t.columns["transactioncurrencyid"])
	}
	return sel, nil
}

// context is the context URL of the selection, without its /$entity.
func (sel selection) context(root string, t *table) string {
	names := sel.names()
	if names != "" {
		names = "(" + names + ")"
	}
	return root + "$metadata#" + t.EntitySet + names
}

func (sel selection) names() string {
	names := slices.Clone(sel.named)
	for _, x := range sel.expand {
		names = append(names, x.name+"("+x.sel.names()+")")
	}
	return strings.Join(names, ",")
}

// render writes the row as the Web API returns it; an empty context is left
// out, as it is for the rows of a list.
func (c *call) render(r *row, sel selection, context string) object {
	var o object
	if context != "" {
		o = append(o, member{"@odata.context", context})
	}
	o = append(o, member{"@odata.etag", r.etag()})
	annotated := c.prefer.annotations != ""
	for _, col := range sel.columns {
		if annotated {
			o = append(o, c.annotate(r, col)...)
		}
		o = append(o, member{col.property(), r.property(col)})
	}
	for _, x := range sel.expand {
		if x.many == nil {
			var v any
			if target := c.pointed(r, x.single); target != nil {
				v = c.render(target, x.sel, "")
			}
			o = append(o, member{x.name, v})
			continue
		}
		list := []any{}
		for _, target := range x.chosen(c.store.related(r, x.many)) {
			list = append(list, c.render(target, x.sel, ""))
		}
		o = append(o, member{x.name, list})
	}
	return o
}

// property is the value of a column in an answer.
func (r *row) property(c *column) any {
	switch v := r.cells[c.name].(type) {
	case reference:
		return v.id
	case nil:
		switch c.name {
		case r.table.PrimaryKey:
			return r.id
		case "versionnumber":
			return json.Number(strconv.FormatInt(r.version, 10))
		}
		return nil
	default:
		return v
	}
}
