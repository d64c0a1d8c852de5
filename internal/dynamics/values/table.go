package values

import (
	"slices"
	"strings"
)

// Table is the definition of a table, as far as plain values need it.
type Table struct {
	LogicalName string
	EntitySet   string
	PrimaryKey  string
	// HasETags says that the table has optimistic concurrency: a request may name the
	// version of the row that it changes.
	HasETags bool
	Columns  map[string]Column
	// keys are the columns of each alternate key that is active.
	keys [][]string
}

// Column is the definition of a column.
type Column struct {
	// Type is the AttributeType of the metadata, or one of the types below.
	Type string
	// Choices are the options of a choice, of a state, of a status and of a yes-or-no
	// column.
	Choices []Choice
	// Targets are the navigation properties of a lookup, by the logical name of the table
	// that it refers to.
	Targets map[string]string
	// IsDateOnly says that a date has no time. IsMidnight says that the column keeps a date
	// as the midnight of the date, and that no time zone changes it.
	//
	// See https://learn.microsoft.com/power-apps/developer/data-platform/behavior-format-date-time-attribute
	IsDateOnly, IsMidnight bool
	// IsUnreadable says that column security may keep the column from the application
	// user, or that nobody reads it.
	IsUnreadable bool
}

// Choice is an option of a column.
type Choice struct {
	Value  int64
	Labels []string // one for each language
}

// The types of columns that package values treats in its own way. They are spelt as
// AttributeTypeCode spells them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/attributetypecode
const (
	typeBoolean  = "Boolean"
	typeChoice   = "Picklist"
	typeState    = "State"
	typeStatus   = "Status"
	typeDate     = "DateTime"
	typeText     = "String"
	typeMemo     = "Memo"
	typeInteger  = "Integer"
	typeBig      = "BigInt"
	typeDecimal  = "Decimal"
	typeDouble   = "Double"
	typeMoney    = "Money"
	typeID       = "Uniqueidentifier"
	typeLookup   = "Lookup"
	typeCustomer = "Customer"
	typeOwner    = "Owner"
	typeParties  = "PartyList"
	typeVirtual  = "Virtual"
	// typeChoices is the type of a choice with several values. Its AttributeType is
	// Virtual.
	typeChoices = "MultiSelectPicklist"
)

// isLookup reports whether the column refers to a row.
func (c Column) isLookup() bool {
	return c.Type == typeLookup || c.Type == typeCustomer || c.Type == typeOwner
}

// isChoice reports whether the column has one option.
func (c Column) isChoice() bool {
	return c.Type == typeChoice || c.Type == typeState || c.Type == typeStatus
}

// hasKey reports whether columns are the columns of an alternate key.
func (t Table) hasKey(columns []string) bool {
	sorted := slices.Sorted(slices.Values(columns))
	return slices.ContainsFunc(t.keys, func(key []string) bool { return slices.Equal(key, sorted) })
}

// valuesOf returns the values of the options with a label, in any language. Letter case and
// blanks around the label do not count.
func (c Column) valuesOf(label string) []int64 {
	var found []int64
	for _, choice := range c.Choices {
		if slices.ContainsFunc(choice.Labels, func(l string) bool {
			return strings.EqualFold(strings.TrimSpace(l), strings.TrimSpace(label))
		}) {
			found = append(found, choice.Value)
		}
	}
	slices.Sort(found) // a definition lists its options in no fixed order
	return found
}

// labels returns the labels of all options, each once.
func (c Column) labels() []string {
	var all []string
	for _, choice := range c.Choices {
		for _, l := range choice.Labels {
			if !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	return all
}
