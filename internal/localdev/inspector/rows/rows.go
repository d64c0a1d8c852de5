// Package rows shows rows of tables to people: a row before and after a change, and the rows
// of a table with the columns that have a value.
package rows

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sns-dynamics/internal/number"
)

// unasked are columns of every row that no message sets.
var unasked = []string{
	"createdon", "modifiedon", "versionnumber", "overriddencreatedon", "timezoneruleversionnumber", "importsequencenumber", "utcconversiontimezonecode",
	"_createdby_value", "_modifiedby_value", "_createdonbehalfby_value", "_modifiedonbehalfby_value", "_ownerid_value", "_owninguser_value",
	"_owningbusinessunit_value", "_transactioncurrencyid_value",
}

// Difference is a column of a row before and after, for display; empty if the row had no value.
// A long value is cut. Two values that differ in spaces and line ends only are in quotes, with
// escapes.
type Difference struct {
	Column, Before, After string
}

// Differences returns the columns that a change filled, changed or emptied, and the other
// columns with a value. A nil row does not exist.
func Differences(was, is json.RawMessage) (changed, unchanged []Difference) {
	before, after := columns(was), columns(is)
	names := maps.Clone(before)
	maps.Copy(names, after)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if slices.Contains(unasked, name) || strings.HasPrefix(name, "@odata.") {
			continue
		}
		old, now := before[name], after[name]
		isChanged := old != now
		if isChanged && looks(old) == looks(now) {
			old, now = exact(old), exact(now)
		}
		d := Difference{Column: name, Before: cut(old), After: cut(now)}
		if isChanged {
			changed = append(changed, d)
		} else {
			unchanged = append(unchanged, d)
		}
	}
	return changed, unchanged
}

// looks returns what a reader sees of a value: without line ends and spaces at its ends, and with
// one space for several characters that are blank.
func looks(value string) string {
	if value == emptyText {
		return ""
	}
	return strings.Join(strings.Fields(value), " ")
}

// exact returns a value in quotes, with escapes. Without a value it is empty.
func exact(value string) string {
	if value == "" || value == emptyText {
		return value
	}
	return strconv.Quote(value)
}

// maxShown is the length from which a value is cut, in characters.
const maxShown = 2000

// cut returns the beginning of a long value, with the number of the characters that are left out.
func cut(value string) string {
	text := []rune(value)
	if len(text) <= maxShown {
		return value
	}
	return string(text[:maxShown]) + "… and " + number.Grouped(len(text)-maxShown) + " more characters"
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

// emptyText stands for a text without characters, which is another value than null.
const emptyText = `""`

// plain returns a value for display: a text without its quotes, unless it is empty.
func plain(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil && text != "" {
		return text
	}
	return string(value)
}

// Row is a row of a table: its cells in the order of the shown columns, and the whole row as
// JSON.
type Row struct {
	Cells []string
	Whole json.RawMessage
}

// rank sorts the id of the row first and its lookups last.
func rank(column string) int {
	switch {
	case strings.HasPrefix(column, "_"):
		return 2
	case strings.HasSuffix(column, "id"):
		return 0
	}
	return 1
}

// Tabulate returns rows with the columns in which any row has a value.
func Tabulate(rows []json.RawMessage) (names []string, all []Row) {
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
		r := Row{Whole: rows[n]}
		for _, name := range names {
			r.Cells = append(r.Cells, v[name])
		}
		all = append(all, r)
	}
	return names, all
}

// Containing returns the rows that have every word of a text, in any column and in either
// case.
func Containing(rows []json.RawMessage, text string) []json.RawMessage {
	words := strings.Fields(strings.ToLower(text))
	var found []json.RawMessage
	for _, r := range rows {
		whole := strings.ToLower(string(r))
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(whole, w) }) {
			found = append(found, r)
		}
	}
	return found
}
