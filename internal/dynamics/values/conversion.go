package values

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operation"
)

// conversion makes the body of one operation: it converts the values, and then, with the rows
// that were found, writes the body.
type conversion struct {
	known   dictionary
	op      *operation.Operation
	pointer string // of the operation: empty, or /operations/3
	table   Table
	earlier map[string]contentRow // nil outside of a batch

	problems  []Problem
	fields    []field
	partyList []party
}

// field is a member of the body.
type field struct {
	column string
	name   string
	json   string
	ref    *reference // in the place of json
}

// contentRow is the row of an earlier operation of a batch.
type contentRow struct {
	table, entitySet string
	row              operation.Row
}

func (c *conversion) add(pointer, format string, args ...any) {
	c.problems = append(c.problems, Problem{Pointer: pointer, Text: fmt.Sprintf(format, args...)})
}

// addUnknown adds a problem of a name that the definitions lack.
func (c *conversion) addUnknown(pointer, format string, args ...any) {
	c.problems = append(c.problems, Problem{Pointer: pointer, Text: fmt.Sprintf(format, args...), isOfDefinition: true})
}

// mostProblems limits the problems of a message, because the search for the nearest name takes
// time.
const mostProblems = mostShown

// convert converts the values of the operation, until it has most problems.
func (c *conversion) convert(values []member, most int) {
	for _, m := range values {
		if len(c.problems) >= most {
			return
		}
		c.value(c.pointer+"/values/"+m.name, m)
	}
}

func (c *conversion) value(pointer string, m member) {
	column, ok := c.table.Columns[m.name]
	switch {
	case !ok:
		c.unknownColumn(pointer, c.table, m.name)
	case column.Type == typeParties:
		if c.op.Kind != operation.Create {
			c.add(pointer, "not allowed for %s: a list of parties is written by a create only", c.op.Kind)
			return
		}
		c.parties(pointer, m.name, m.value)
	case column.isLookup() && m.value.Kind() == jsontext.KindNull:
		c.clear(pointer, m.name, column)
	case column.isLookup():
		if navigation, ref := c.lookup(pointer, column, m.value); ref != nil {
			c.fields = append(c.fields, field{column: m.name, name: navigation + bind, ref: ref})
		}
	default:
		json, problem := column.plain(m.value)
		if problem != "" {
			c.addProblem(pointer, column, problem)
			return
		}
		c.fields = append(c.fields, field{column: m.name, name: m.name, json: json})
	}
}

// addProblem adds the problem of a value. The label of a choice may be newer than the
// definition of the column.
func (c *conversion) addProblem(pointer string, column Column, problem string) {
	if len(column.Choices) > 0 {
		c.addUnknown(pointer, "%s", problem)
		return
	}
	c.add(pointer, "%s", problem)
}

// bind is the suffix of a member that sets a lookup.
const bind = "@odata.bind"

// clear clears a lookup by all of its navigation properties, because no document says whether
// the navigation property of another table clears it. The names have no annotation, because
// Dataverse was seen to ignore null with @odata.bind. A row that is created has an empty lookup
// without it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
func (c *conversion) clear(pointer, name string, column Column) {
	navigations := slices.Compact(slices.Sorted(maps.Values(column.Targets)))
	switch {
	case column.Type == typeOwner || len(navigations) == 0:
		c.add(pointer, "expected a row, got null")
	case c.op.Kind != operation.Create:
		for _, navigation := range navigations {
			c.fields = append(c.fields, field{column: name, name: navigation, json: "null"})
		}
	}
}

func (c *conversion) unknownColumn(pointer string, t Table, name string) {
	if near, ok := nearest.Name(name, slices.Collect(maps.Keys(t.Columns))); ok {
		c.addUnknown(pointer, "table %s has no such column: the nearest is %s", t.LogicalName, near)
		return
	}
	c.addUnknown(pointer, "table %s has no such column", t.LogicalName)
}

// references returns the rows of the lookups.
func (c *conversion) references() []*reference {
	var all []*reference
	for _, f := range c.fields {
		if f.ref != nil {
			all = append(all, f.ref)
		}
	}
	for _, p := range c.partyList {
		if p.ref != nil {
			all = append(all, p.ref)
		}
	}
	return all
}

// written returns the fields of the body for a comparison with the row. An update has no
// parties.
func (c *conversion) written() []operation.Field {
	all := make([]operation.Field, len(c.fields))
	for i, f := range c.fields {
		column := c.table.Columns[f.column]
		all[i] = operation.Field{Column: f.column, Type: column.Type, Member: f.name, Value: json.RawMessage(f.json), IsUnreadable: column.IsUnreadable}
		if f.ref != nil {
			all[i].ID, all[i].Value = f.ref.id, json.RawMessage(quoted(f.ref.path))
			if len(column.Targets) > 1 && column.Type != typeOwner { // a user and a team have no id in common
				all[i].Target = f.ref.target
			}
		}
	}
	return all
}

// body writes the body. All rows are found.
func (c *conversion) body() json.RawMessage {
	var b bytes.Buffer
	for _, f := range c.fields {
		value := f.json
		if f.ref != nil {
			value = quoted(f.ref.path)
		}
		writeMember(&b, f.name, value)
	}
	if len(c.partyList) > 0 {
		var list bytes.Buffer
		for i, p := range c.partyList {
			if i > 0 {
				list.WriteByte(',')
			}
			list.WriteString(p.json())
		}
		writeMember(&b, c.table.LogicalName+"_activity_parties", "["+list.String()+"]")
	}
	return json.RawMessage("{" + b.String() + "}")
}

func (p party) json() string {
	var b bytes.Buffer
	if p.ref != nil {
		writeMember(&b, p.navigation+bind, quoted(p.ref.path))
	} else {
		writeMember(&b, "addressused", string(p.address))
	}
	writeMember(&b, "participationtypemask", strconv.Itoa(p.mask))
	return "{" + b.String() + "}"
}

func writeMember(b *bytes.Buffer, name, value string) {
	if b.Len() > 0 {
		b.WriteByte(',')
	}
	b.WriteString(quoted(name) + ":" + value)
}

func quoted(text string) string {
	b, _ := jsontext.AppendQuote(nil, text) // of UTF-8, as package message has checked
	return string(b)
}
