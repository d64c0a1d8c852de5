package webapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/query"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// maxPage is the number of rows that Dataverse returns at most in one response.
const maxPage = 5000

// maxCount is the greatest count of rows in a response.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/count-rows
func maxCount(t *schema.Table) int {
	if t.Elastic {
		return 500
	}
	return maxPage
}

// list serves GET of an entity set.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview
func (c *request) list(t *schema.Table) (response.Response, error) {
	return c.listRows(t, func() []*store.Row { return c.listed(t) })
}

// listRelated serves GET of a collection-valued navigation property.
func (c *request) listRelated(r *store.Row, n *schema.Navigation) (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.NotCovered("%s of a collection-valued navigation property", c.Method)
	}
	if err := c.Need(schema.VerbRead, r.Table); err != nil {
		return response.Response{}, err
	}
	return c.listRows(n.Target, func() []*store.Row { return c.Store.Related(r, n) })
}

func (c *request) listRows(t *schema.Table, all func() []*store.Row) (response.Response, error) {
	if err := c.Need(schema.VerbRead, t); err != nil {
		return response.Response{}, err
	}
	if err := c.Query.Only("$select", "$expand", "$filter", "$orderby", "$top", "$count", "$skiptoken"); err != nil {
		return response.Response{}, err
	}
	sel, err := c.selection(t)
	if err != nil {
		return response.Response{}, err
	}
	if t.Elastic && c.Query.Options["$expand"] != "" {
		return response.Response{}, odata.Refuse(http.StatusBadRequest, "0x80048d0b", "Link entities are not supported.")
	}
	keep, err := query.Filter(t, c.Query, c.Store, c.Now)
	if err != nil {
		return response.Response{}, err
	}
	if t.Name == "stringmap" {
		if err := c.definitionRequest().RefuseLackingChoices(); err != nil {
			return response.Response{}, err
		}
	}
	compare, err := query.ParseOrder(t, c.Query.Options["$orderby"], c.Query.Aliases)
	if err != nil {
		return response.Response{}, err
	}
	top, limited, err := c.Query.Top()
	if err != nil {
		return response.Response{}, err
	}
	if partition := c.Query.Partition; t.Elastic && partition != "" {
		inAny := keep
		keep = func(r *store.Row) bool { return r.Text(schema.PartitionColumn) == partition && inAny(r) }
	}
	rows := slices.DeleteFunc(slices.Clone(all()), func(r *store.Row) bool { return !keep(r) })
	slices.SortStableFunc(rows, compare)

	body := orderedjson.Object{{"@odata.context", sel.Context(c.Endpoint.Root, t)}}
	if c.Query.Options["$count"] == "true" {
		body = append(body, orderedjson.Member{"@odata.count", min(len(rows), maxCount(t))})
	}
	body = append(body, c.annotateList(len(rows), maxCount(t))...)
	if limited {
		rows = rows[:min(top, len(rows))]
	}
	rows, next, err := c.page(rows)
	if err != nil {
		return response.Response{}, err
	}
	value := []any{}
	for _, r := range rows {
		value = append(value, c.render(r, sel, ""))
	}
	body = append(body, orderedjson.Member{"value", value})
	if next != "" {
		body = append(body, orderedjson.Member{"@odata.nextLink", next})
	}
	a := response.Entity(http.StatusOK, body)
	if c.Preferences.PageSize > 0 {
		a.Header.Set("Preference-Applied", "odata.maxpagesize="+strconv.Itoa(c.Preferences.PageSize))
	}
	return a, nil
}

// page returns the rows of the requested page and the link to the next page. The $skiptoken
// in the link is this emulator's own; clients must not read it.
func (c *request) page(rows []*store.Row) (page []*store.Row, next string, err error) {
	size := maxPage
	if c.Preferences.PageSize > 0 {
		size = min(size, c.Preferences.PageSize)
	}
	from := 0
	if token, given := c.Query.Options["$skiptoken"]; given {
		if from, err = strconv.Atoi(token); err != nil || from < 0 {
			return nil, "", odata.QuerySyntax("malformed $skiptoken")
		}
	}
	from = min(from, len(rows))
	if from+size >= len(rows) {
		return rows[from:], "", nil
	}
	path, query, _ := strings.Cut(c.Target, "?")
	parts := slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool {
		return p == "" || strings.HasPrefix(p, "$skiptoken=") || strings.HasPrefix(p, "%24skiptoken=")
	})
	parts = append(parts, "$skiptoken="+strconv.Itoa(from+size))
	return rows[from : from+size], path + "?" + strings.Join(parts, "&"), nil
}

// annotateList returns the annotations of a list that the client asks for: the number of
// rows, or -1 if the client did not ask for it with $count.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/count-rows
func (c *request) annotateList(rows, limit int) orderedjson.Object {
	var o orderedjson.Object
	counted := c.Query.Options["$count"] == "true"
	if c.Preferences.Wanted.Count {
		n := -1
		if counted {
			n = min(rows, limit)
		}
		o = append(o, orderedjson.Member{"@" + odata.RecordCount, n})
	}
	if c.Preferences.Wanted.CountLimit {
		o = append(o, orderedjson.Member{"@" + odata.RecordCountLimit, counted && rows > limit})
	}
	return o
}
