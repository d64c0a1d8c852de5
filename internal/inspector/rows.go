package inspector

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// unasked are columns that every row has and nobody asked for.
var unasked = []string{
	"createdon", "modifiedon", "versionnumber", "overriddencreatedon", "timezoneruleversionnumber", "importsequencenumber", "utcconversiontimezonecode",
	"_createdby_value", "_modifiedby_value", "_createdonbehalfby_value", "_modifiedonbehalfby_value", "_ownerid_value", "_owninguser_value",
	"_owningbusinessunit_value", "_transactioncurrencyid_value",
}

// difference is a column of a row before and after, both as JSON; empty where there
// was no value.
type difference struct {
	Column, Before, After string
	Changed               bool
}

// differences are the columns that a request filled, changed or emptied, and then,
// of the others, those that have a value.
func differences(c Change) []difference {
	before, after := columns(c.Before), columns(c.After)
	names := maps.Clone(before)
	maps.Copy(names, after)
	var all []difference
	for _, name := range slices.Sorted(maps.Keys(names)) {
		d := difference{Column: name, Before: before[name], After: after[name], Changed: before[name] != after[name]}
		if slices.Contains(unasked, name) || strings.HasPrefix(name, "@odata.") {
			continue
		}
		all = append(all, d)
	}
	slices.SortStableFunc(all, func(a, b difference) int {
		switch {
		case a.Changed == b.Changed:
			return 0
		case a.Changed:
			return -1
		}
		return 1
	})
	return all
}

// columns are the columns of a row that have a value.
func columns(row json.RawMessage) map[string]string {
	var values map[string]json.RawMessage
	found := map[string]string{}
	if json.Unmarshal(row, &values) != nil {
		return found
	}
	for name, value := range values {
		if string(value) != "null" {
			found[name] = plain(value)
		}
	}
	return found
}

// plain is a value as people write it: a text without its quotes.
func plain(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil && len(value) > 0 && value[0] == '"' {
		return text
	}
	return string(value)
}

// row is a row of a table: its cells in the order of the columns shown, and whole.
type row struct {
	Cells []string
	Whole string
}

// rank puts a row's own id first and its lookups last.
func rank(column string) int {
	switch {
	case strings.HasPrefix(column, "_"):
		return 2
	case strings.HasSuffix(column, "id"):
		return 0
	}
	return 1
}

// tabulate lays rows out in the columns that any of them has a value in.
func tabulate(rows []json.RawMessage) (names []string, all []row) {
	filled := map[string]bool{}
	var values []map[string]string
	for _, r := range rows {
		v := columns(r)
		for name, value := range v {
			if !strings.Contains(name, "@") && !slices.Contains(unasked, name) && value != "false" {
				filled[name] = true
			}
		}
		values = append(values, v)
	}
	names = slices.SortedFunc(maps.Keys(filled), func(a, b string) int { return cmp.Or(rank(a)-rank(b), cmp.Compare(a, b)) })
	for n, v := range values {
		r := row{Whole: pretty(rows[n])}
		for _, name := range names {
			r.Cells = append(r.Cells, v[name])
		}
		all = append(all, r)
	}
	return names, all
}
