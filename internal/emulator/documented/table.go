package documented

import (
	"slices"
	"strings"
)

// Table is a documented table.
type Table struct {
	LogicalName string
	EntitySet   string
	PrimaryKey  string // the logical name of the column

	bodies []string // lines of the data files
}

// Column is a documented column.
type Column struct {
	LogicalName string
	IsLookup    bool

	// Navigation are the single-valued navigation properties of a lookup. It is empty
	// if the source does not name them.
	Navigation []string
}

// Property is the name by which the Web API returns the column's value.
func (c Column) Property() string {
	if c.IsLookup {
		return "_" + c.LogicalName + "_value"
	}
	return c.LogicalName
}

// Column is the column of a logical name.
func (t Table) Column(logicalName string) (Column, bool) {
	for _, body := range t.bodies {
		for line := range lines(body) {
			if strings.HasPrefix(line[1:], logicalName) {
				if c, ok := columnOf(line); ok && c.LogicalName == logicalName {
					return c, true
				}
			}
		}
	}
	return Column{LogicalName: t.PrimaryKey}, logicalName == t.PrimaryKey
}

// ColumnOfProperty is the column whose value a property of the Web API has: name for
// most columns, and _name_value for a lookup.
func (t Table) ColumnOfProperty(property string) (Column, bool) {
	logicalName, isLookup := strings.CutPrefix(property, "_")
	if isLookup {
		logicalName, isLookup = strings.CutSuffix(logicalName, "_value")
	}
	if !isLookup {
		logicalName = property
	}
	c, ok := t.Column(logicalName)
	return c, ok && c.IsLookup == isLookup
}

// HasNavigation reports whether the table has a navigation property of the name, of one
// row or of a collection.
func (t Table) HasNavigation(name string) bool {
	for _, body := range t.bodies {
		for line := range lines(body) {
			if collection, ok := strings.CutPrefix(line, " *"); ok {
				if strings.Replace(collection, "~", t.LogicalName, 1) == name {
					return true
				}
			} else if c, _ := columnOf(line); slices.Contains(c.Navigation, name) {
				return true
			}
		}
	}
	return false
}

// Columns are all columns by logical name.
func (t Table) Columns() []Column {
	var all []Column
	for _, body := range t.bodies {
		for line := range lines(body) {
			if c, ok := columnOf(line); ok {
				all = append(all, c)
			}
		}
	}
	if !slices.ContainsFunc(all, func(c Column) bool { return c.LogicalName == t.PrimaryKey }) {
		all = append(all, Column{LogicalName: t.PrimaryKey})
	}
	slices.SortFunc(all, func(a, b Column) int { return strings.Compare(a.LogicalName, b.LogicalName) })
	return all
}

// columnOf is the column of a line. The line of a collection has no column.
func columnOf(line string) (Column, bool) {
	if strings.HasPrefix(line, " *") {
		return Column{}, false
	}
	name, navigation, isLookup := strings.Cut(line[1:], ">")
	c := Column{LogicalName: name, IsLookup: isLookup}
	switch {
	case navigation == "=":
		c.Navigation = []string{name}
	case navigation != "":
		c.Navigation = strings.Fields(navigation)
	}
	return c, true
}
