package values

import (
	"encoding/json/jsontext"
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operation"
)

// reference is the row that a lookup refers to.
type reference struct {
	pointer string
	target  string // the logical name of the table of the row
	table   Table  // for a row that columns identify
	path    string // of the row, for an @odata.bind; empty until the row is found
	id      string // of the row; empty for a row that an alternate key names
	query   string // finds the row, if path is empty
}

// found completes a reference with the id of its row.
func (r *reference) found(id string) {
	r.id, r.path = id, "/"+r.table.EntitySet+"("+id+")"
}

// lookup returns the row of a lookup, and the navigation property that binds it.
func (c *conversion) lookup(pointer string, column Column, value jsontext.Value) (navigation string, ref *reference) {
	if name, ok := operation.Text(value); ok && strings.HasPrefix(name, "$") && c.earlier != nil {
		return c.contentID(pointer, column, name[1:])
	}
	given := members(value)
	if len(given) != 1 {
		c.add(pointer, "expected a row, such as %s, got %s", example(column), kindOf(value))
		return "", nil
	}
	table, row := given[0].name, given[0].value
	navigation, ok := column.Targets[table]
	if !ok {
		c.addUnknown(pointer, "expected a row of %s", alternatives(table, slices.Sorted(maps.Keys(column.Targets))))
		return "", nil
	}
	pointer += "/" + table
	if id, ok := operation.Text(row); ok {
		return navigation, c.byID(pointer, table, id)
	}
	return navigation, c.byColumns(pointer, table, members(row))
}

// example is a value that a lookup takes.
func example(column Column) string {
	targets := slices.Sorted(maps.Keys(column.Targets))
	if len(targets) == 0 {
		targets = []string{"account"}
	}
	return `{"` + targets[0] + `": "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"}`
}

// mostTables limits the tables in an error text.
const mostTables = 8

// alternatives names the tables that a lookup takes, or the nearest one.
func alternatives(given string, tables []string) string {
	if near, ok := nearest.Name(given, tables); ok {
		return near
	}
	if len(tables) > mostTables {
		tables = append(slices.Clone(tables[:mostTables]), "another table of the column")
	}
	return strings.Join(tables, " or ")
}

func (c *conversion) byID(pointer, table, id string) *reference {
	set, ok := c.known.entitySet(table)
	if !ok {
		c.addUnknown(pointer, "the environment has no such table")
		return nil
	}
	return &reference{pointer: pointer, target: table, path: "/" + set + "(" + id + ")", id: id}
}

// longestQuery limits the characters of a query. The URL of a request may have 32,768
// characters.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
const longestQuery = 30_000

// byColumns returns the row that columns identify: by an alternate key, or else by a query.
func (c *conversion) byColumns(pointer, table string, columns []member) *reference {
	t, ok := c.known.table(table)
	if !ok {
		c.addUnknown(pointer, "the environment has no such table")
		return nil
	}
	var literals []literal
	var names []string
	isBindable := true
	for _, m := range columns {
		if len(c.problems) >= mostProblems {
			return nil
		}
		column, ok := t.Columns[m.name]
		if !ok {
			c.unknownColumn(pointer+"/"+m.name, t, m.name)
			continue
		}
		l, problem := column.literal(m.name, m.value)
		if problem != "" {
			c.addProblem(pointer+"/"+m.name, column, problem)
			continue
		}
		literals, names = append(literals, l), append(names, m.name)
		isBindable = isBindable && l.isBindable()
	}
	switch {
	case len(literals) < len(columns):
		return nil
	case isBindable && !c.op.SkipUnchanged && t.hasKey(names): // whose comparison needs the id
		return &reference{pointer: pointer, target: table, table: t, path: "/" + t.EntitySet + "(" + keyOf(literals) + ")"}
	}
	query := t.query(literals)
	if len(query) > longestQuery {
		c.add(pointer, "expected shorter values: the query for the row has %d characters, and at most %d are allowed", len(query), longestQuery)
		return nil
	}
	return &reference{pointer: pointer, target: table, table: t, query: query}
}

// keyOf returns the alternate key of a row as it stands in an @odata.bind, which is JSON text
// and not a URL. Dataverse may take a percent-encoded character for itself there.
func keyOf(columns []literal) string {
	parts := make([]string, len(columns))
	for i, l := range columns {
		parts[i] = l.property + "=" + l.value
	}
	return strings.Join(parts, ",")
}

// contentID returns the row of an earlier operation of the batch.
func (c *conversion) contentID(pointer string, column Column, name string) (navigation string, ref *reference) {
	row, ok := c.earlier[name]
	if !ok {
		c.add(pointer, "expected the contentId of an earlier operation of the batch that has a row")
		return "", nil
	}
	navigation, ok = column.Targets[row.table]
	if !ok {
		c.add(pointer, "expected the contentId of a row of %s", alternatives("", slices.Sorted(maps.Keys(column.Targets))))
		return "", nil
	}
	return navigation, &reference{pointer: pointer, target: row.table, path: "/" + operation.Reference{EntitySet: row.entitySet, Row: row.row}.Path()}
}
