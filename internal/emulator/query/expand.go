package query

import (
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// expansion is a navigation property whose row or rows are in the response.
type expansion struct {
	name   string
	single []*schema.Navigation
	many   *schema.Navigation
	sel    Selection

	// For a collection-valued property: the condition, the order and the limit of the rows.
	keep    predicate
	compare func(a, b *store.Row) int
	top     int
	limited bool
	ordered bool
}

// The options that may stand in the parentheses of $expand.
var (
	singleOptions = []string{"$select", "$expand"}
	manyOptions   = []string{"$select", "$expand", "$filter", "$orderby", "$top"}
)

// parseExpand reads $expand, with its options and the options of the $expand in it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables
func (rd Reader) parseExpand(t *schema.Table, text string, aliases map[string]string) ([]expansion, error) {
	if text == "" {
		return nil, nil
	}
	var list []expansion
	for _, item := range odata.SplitList(text) {
		name, options, nested := strings.Cut(strings.TrimSpace(item), "(")
		x := expansion{name: name, single: t.SingleValued(name), many: t.CollectionValued(name)}
		var target *schema.Table
		known := singleOptions
		switch {
		case x.many != nil:
			x.single, target, known = nil, x.many.Target, manyOptions
		case len(x.single) == 1:
			target = x.single[0].Target
		case len(x.single) > 1:
			return nil, odata.NotCovered("$expand of %s, which leads to several tables", name)
		case strings.HasSuffix(name, "/$ref") && t.CollectionValued(strings.TrimSuffix(name, "/$ref")) != nil:
			return nil, odata.Refuse(http.StatusBadRequest, "0x80060888", "Expand with $ref is only supported on lookup type navigation property.")
		case strings.HasSuffix(name, "/$ref"):
			return nil, odata.NotCovered("$expand of references")
		case name != "" && !odata.IsName(name):
			return nil, odata.NotCovered("$expand of '%s'", name)
		default:
			return nil, schema.NoSuchProperty(t, name)
		}
		if err := rd.MayRead(target); err != nil {
			return nil, err
		}
		if nested != strings.HasSuffix(options, ")") {
			return nil, odata.QuerySyntax("unbalanced parentheses in $expand")
		}
		q, err := odata.ExpandOptions(strings.TrimSuffix(options, ")"), known)
		if err != nil {
			return nil, err
		}
		q.Aliases = aliases
		if err := x.read(rd, target, q); err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, nil
}

// maxExpansions is the limit of $expand options in a query. No document shows the refusal
// of more options.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables
const maxExpansions = 15

func tooManyExpansions() error {
	return odata.NotCovered("more than %d $expand options in a query", maxExpansions)
}

func countExpansions(list []expansion) int {
	n := len(list)
	for _, x := range list {
		n += countExpansions(x.sel.expand)
	}
	return n
}

// checkNested refuses $top and $orderby in $expand if any $expand stands in another.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables#nested-expand-on-collection-valued-navigation-properties
func checkNested(list []expansion) error {
	if countExpansions(list) > maxExpansions {
		return tooManyExpansions()
	}
	isNested := slices.ContainsFunc(list, func(x expansion) bool { return len(x.sel.expand) > 0 })
	if isNested && ordersOrLimits(list) {
		return odata.Refuse(http.StatusBadRequest, "0x80060888", "Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship.")
	}
	return nil
}

func ordersOrLimits(list []expansion) bool {
	return slices.ContainsFunc(list, func(x expansion) bool { return x.limited || x.ordered || ordersOrLimits(x.sel.expand) })
}

func (x *expansion) read(rd Reader, target *schema.Table, q odata.Query) error {
	var err error
	if x.sel, err = ParseSelect(target, q.Options["$select"]); err != nil {
		return err
	}
	if x.sel.expand, err = rd.parseExpand(target, q.Options["$expand"], q.Aliases); err != nil {
		return err
	}
	if x.keep, err = Filter(target, q, rd.Store, rd.Now); err != nil {
		return err
	}
	if x.compare, err = ParseOrder(target, q.Options["$orderby"], q.Aliases); err != nil {
		return err
	}
	_, x.ordered = q.Options["$orderby"]
	x.top, x.limited, err = q.Top()
	return err
}

// chosen returns the rows of the response, in their order.
func (x expansion) chosen(rows []*store.Row) []*store.Row {
	rows = slices.DeleteFunc(rows, func(r *store.Row) bool { return !x.keep(r) })
	slices.SortStableFunc(rows, x.compare)
	if x.limited {
		rows = rows[:min(x.top, len(rows))]
	}
	return rows
}
