// Package query evaluates query options on rows: $select, $expand, $filter and $orderby. It
// writes rows as the Web API returns them.
package query

import (
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// Selection holds the columns and related rows that go into a response.
type Selection struct {
	columns []*schema.Column
	named   []string // the columns of $select; empty means every column
	expand  []expansion
}

// Reader reads the query options that choose rows and columns.
type Reader struct {
	Store   *store.Store
	Now     time.Time
	MayRead func(*schema.Table) error // refuses a table that the client may not read
}

// Selection reads $select and $expand of a request for rows of a table. The error is an
// *odata.Error.
func (rd Reader) Selection(t *schema.Table, q odata.Query) (Selection, error) {
	sel, err := ParseSelect(t, q.Options["$select"])
	if err != nil {
		return sel, err
	}
	if strings.Count(q.Options["$expand"], "$expand") > maxExpansions { // the parser is recursive
		return sel, tooManyExpansions()
	}
	if sel.expand, err = rd.parseExpand(t, q.Options["$expand"], q.Aliases); err == nil {
		err = checkNested(sel.expand)
	}
	return sel, err
}

// ParseSelect reads $select; "" and "*" mean every column but images, which a request has to
// name. It adds the primary key, and
// the currency to an amount of money, as Dataverse does. The error is an *odata.Error.
func ParseSelect(t *schema.Table, text string) (Selection, error) {
	if text == "" || text == "*" {
		var sel Selection
		for _, name := range t.ColumnOrder {
			if c := t.Columns[name]; c.Kind != schema.KindImage {
				sel.columns = append(sel.columns, c)
			}
		}
		return sel, nil
	}
	var sel Selection
	add := func(c *schema.Column) {
		if c != nil && !slices.Contains(sel.columns, c) {
			sel.columns = append(sel.columns, c)
		}
	}
	for _, name := range odata.SplitList(text) {
		name = strings.TrimSpace(name)
		if name != "" && !odata.IsName(name) {
			return sel, odata.NotCovered("'%s' in $select", name)
		}
		c := t.Property(name)
		if c == nil {
			return sel, schema.NoSuchProperty(t, name)
		}
		sel.named = append(sel.named, c.Property())
		add(c)
	}
	add(t.Columns[t.PrimaryKey])
	if slices.ContainsFunc(sel.columns, func(c *schema.Column) bool { return c.Kind == schema.KindMoney }) {
		add(t.Columns["transactioncurrencyid"])
	}
	return sel, nil
}

// Context is the context URL of the selection, without its /$entity.
func (sel Selection) Context(root string, t *schema.Table) string {
	names := sel.names()
	if names != "" {
		names = "(" + names + ")"
	}
	return root + "$metadata#" + t.EntitySet + names
}

func (sel Selection) names() string {
	names := slices.Clone(sel.named)
	for _, x := range sel.expand {
		names = append(names, x.name+"("+x.sel.names()+")")
	}
	return strings.Join(names, ",")
}
