package dynamicstest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maxPage is how many rows Dataverse returns at most at a time.
const maxPage = 5000

// list answers GET of an entity set.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview
func (c *call) list(t *table) (answer, error) {
	return c.listRows(t, func() []*row { return c.listed(t) })
}

// listRelated answers GET of a collection-valued navigation property.
func (c *call) listRelated(r *row, n *navigation) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, notKnown("%s of a collection-valued navigation property", c.method)
	}
	if err := c.need(verbRead, r.table); err != nil {
		return answer{}, err
	}
	return c.listRows(n.target, func() []*row { return c.store.related(r, n) })
}

func (c *call) listRows(t *table, all func() []*row) (answer, error) {
	if err := c.need(verbRead, t); err != nil {
		return answer{}, err
	}
	if err := c.query.only("$select", "$expand", "$filter", "$orderby", "$top", "$count", "$skiptoken"); err != nil {
		return answer{}, err
	}
	sel, err := c.selection(t)
	if err != nil {
		return answer{}, err
	}
	if t.Elastic && c.query.options["$expand"] != "" {
		return answer{}, refuse(http.StatusBadRequest, "0x80048d0b", "Link entities are not supported.")
	}
	keep, err := parseFilter(t, c.query, c.store)
	if err != nil {
		return answer{}, err
	}
	compare, err := t.parseOrder(c.query.options["$orderby"])
	if err != nil {
		return answer{}, err
	}
	top, limited, err := c.query.top()
	if err != nil {
		return answer{}, err
	}
	if partition := c.query.partition; t.Elastic && partition != "" {
		inAny := keep
		keep = func(r *row) bool { return r.text(partitionColumn) == partition && inAny(r) }
	}
	rows := slices.DeleteFunc(slices.Clone(all()), func(r *row) bool { return !keep(r) })
	slices.SortStableFunc(rows, compare)

	body := object{{"@odata.context", sel.context(c.root, t)}}
	if c.query.options["$count"] == "true" {
		body = append(body, member{"@odata.count", min(len(rows), maxPage)})
	}
	body = append(body, c.annotateList(len(rows))...)
	if limited {
		rows = rows[:min(top, len(rows))]
	}
	rows, next, err := c.page(rows)
	if err != nil {
		return answer{}, err
	}
	value := []any{}
	for _, r := range rows {
		value = append(value, c.render(r, sel, ""))
	}
	body = append(body, member{"value", value})
	if next != "" {
		body = append(body, member{"@odata.nextLink", next})
	}
	a := entityAnswer(http.StatusOK, body)
	if c.prefer.pageSize > 0 {
		a.header.Set("Preference-Applied", "odata.maxpagesize="+strconv.Itoa(c.prefer.pageSize))
	}
	return a, nil
}

// page returns the rows of the page asked for and the link to the next one.
// The $skiptoken in it is this emulator's own; clients are not to read it.
func (c *call) page(rows []*row) (page []*row, next string, err error) {
	size := maxPage
	if c.prefer.pageSize > 0 {
		size = min(size, c.prefer.pageSize)
	}
	from := 0
	if token, given := c.query.options["$skiptoken"]; given {
		if from, err = strconv.Atoi(token); err != nil || from < 0 {
			return nil, "", querySyntax("malformed $skiptoken")
		}
	}
	from = min(from, len(rows))
	if from+size >= len(rows) {
		return rows[from:], "", nil
	}
	path, query, _ := strings.Cut(c.target, "?")
	parts := slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool {
		return p == "" || strings.HasPrefix(p, "$skiptoken=") || strings.HasPrefix(p, "%24skiptoken=")
	})
	parts = append(parts, "$skiptoken="+strconv.Itoa(from+size))
	return rows[from : from+size], path + "?" + strings.Join(parts, "&"), nil
}

// parseOrder makes a comparison of $orderby; without it rows stay in the
// order of their creation.
func (t *table) parseOrder(text string) (func(a, b *row) int, error) {
	type by struct {
		column *column
		sign   int
	}
	var keys []by
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		fields := strings.Fields(item)
		if len(fields) == 0 || len(fields) > 2 {
			return nil, querySyntax("malformed $orderby")
		}
		k := by{t.property(fields[0]), 1}
		if k.column == nil {
			return nil, noSuchProperty(t, fields[0])
		}
		if len(fields) == 2 && fields[1] == "desc" {
			k.sign = -1
		} else if len(fields) == 2 && fields[1] != "asc" {
			return nil, querySyntax("malformed $orderby")
		}
		keys = append(keys, k)
	}
	return func(a, b *row) int {
		for _, k := range keys {
			if n := compareCells(a.property(k.column), b.property(k.column)); n != 0 {
				return n * k.sign
			}
		}
		return 0
	}, nil
}
