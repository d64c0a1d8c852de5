package values

import (
	"encoding/json/jsontext"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// resolution resolves the values of one message: of its operation, or of the operations of
// its batch.
type resolution struct {
	rows     *rows
	known    dictionary
	position int // of the message among the messages that are resolved together
	op       operation.Operation
	parts    []*operation.Operation
	values   [][]member      // of each part
	tables   map[string]bool // the logical names of the tables that the message needs
	problems []Problem
	all      []*conversion
	queries  []string // whose rows were in the memory
	err      error    // of a request that the message needs
}

func newResolution(r *rows, position int, op operation.Operation) *resolution {
	m := &resolution{rows: r, position: position, op: op, tables: map[string]bool{}}
	m.op.Operations = slices.Clone(op.Operations)
	if op.Kind != operation.Batch {
		m.parts = []*operation.Operation{&m.op}
	}
	for i := range m.op.Operations {
		m.parts = append(m.parts, &m.op.Operations[i])
	}
	m.values = make([][]member, len(m.parts))
	for i, part := range m.parts {
		m.values[i] = members(part.Values)
	}
	return m
}

// pointer returns the pointer of an operation of the message.
func (m *resolution) pointer(i int) string {
	if m.op.Kind != operation.Batch {
		return ""
	}
	return operation.PartPointer(i)
}

// whole is the pointer of a problem of the whole message.
func (m *resolution) whole() string {
	if m.op.Kind == operation.Batch {
		return "/operations"
	}
	return "/values"
}

// hasSets reports whether the message names a table by its entity set.
func (m *resolution) hasSets() bool {
	return slices.ContainsFunc(m.parts, func(op *operation.Operation) bool { return len(op.Values) > 0 && op.Table == "" })
}

// weight is the number of tables that the message may name, after collect.
func (m *resolution) weight() int {
	sets := map[string]bool{}
	for _, op := range m.parts {
		if len(op.Values) > 0 && op.Table == "" {
			sets[op.EntitySet] = true
		}
	}
	return len(m.tables) + len(sets)
}

// tableOf returns the logical name of the table of an operation. It is empty if only the
// names of the environment tell it, and they are not known.
func (m *resolution) tableOf(op *operation.Operation) string {
	if op.Table != "" {
		return op.Table
	}
	name, _ := m.known.logicalName(op.EntitySet)
	return name
}

// collect notes the tables that the message names: of its operations, of the rows that
// columns identify, and of the parties of activities.
func (m *resolution) collect() {
	note := func(table string) {
		if table != "" && len(m.tables) < mostTablesOf {
			m.tables[table] = true
		}
	}
	for i, op := range m.parts {
		if len(op.Values) == 0 {
			continue
		}
		note(m.tableOf(op))
		for _, value := range m.values[i] {
			if value.value.Kind() == jsontext.KindBeginArray {
				if m.mayListParties(value.value) {
					note(PartyTable)
				}
				for _, item := range items(value.value) {
					note(identified(item))
				}
			}
			note(identified(value.value))
		}
	}
}

// identified returns the table of a row that is given by columns. A row that is given by its
// id needs no definition.
func identified(value jsontext.Value) string {
	given := members(value)
	if len(given) == 1 && given[0].value.Kind() == jsontext.KindBeginObject {
		return given[0].name
	}
	return ""
}

// mayListParties reports whether a list has rows, which are parties of an activity: an object,
// or the contentId of an operation of the batch.
func (m *resolution) mayListParties(list jsontext.Value) bool {
	return slices.ContainsFunc(items(list), func(item jsontext.Value) bool {
		text, _ := operation.Text(item)
		return item.Kind() == jsontext.KindBeginObject || m.op.Kind == operation.Batch && strings.HasPrefix(text, "$")
	})
}

// convert converts the values of each operation. Each operation knows the rows of the
// operations before it.
func (m *resolution) convert() {
	if len(m.tables) == mostTablesOf {
		m.problems = append(m.problems, Problem{Pointer: m.whole(), Text: fmt.Sprintf("expected fewer than %d tables in one message", mostTablesOf)})
		return
	}
	var earlier map[string]contentRow
	if m.op.Kind == operation.Batch {
		earlier = map[string]contentRow{}
	}
	for table := range m.tables {
		if err := m.known.errs[table]; err != nil {
			m.err = err
			return
		}
	}
	for i, op := range m.parts {
		if len(m.problems) >= mostProblems {
			return
		}
		hasParties := len(op.Values) > 0 && m.convertPart(i, op, earlier)
		if op.ContentID != "" && earlier != nil { // a mapping may name a single operation, too
			m.note(op, hasParties, earlier)
		}
	}
}

// convertPart converts the values of an operation. It reports whether they have parties.
func (m *resolution) convertPart(i int, op *operation.Operation, earlier map[string]contentRow) (hasParties bool) {
	t, ok := m.known.table(m.tableOf(op))
	if !ok {
		field := "/entitySet"
		if op.Table != "" {
			field = "/table"
		}
		m.problems = append(m.problems, Problem{Pointer: m.pointer(i) + field, isOfDefinition: true, Text: m.known.noTable(op.Table)})
		return false
	}
	op.EntitySet = t.EntitySet
	c := &conversion{known: m.known, op: op, pointer: m.pointer(i), table: t, earlier: earlier}
	c.convert(m.values[i], mostProblems-len(m.problems))
	m.problems = append(m.problems, c.problems...)
	m.all = append(m.all, c)
	return len(c.partyList) > 0
}

// note keeps the row of an operation for the operations after it.
func (m *resolution) note(op *operation.Operation, hasParties bool, earlier map[string]contentRow) {
	row := op.Row
	if op.Kind == operation.Create && op.OwnID != "" && (op.HasRelated() || hasParties) {
		row = operation.Row{ID: op.OwnID} // as the create is a POST with this id
	}
	if row.IsZero() && op.Kind == operation.Create {
		row.ID = operation.UnknownID
	}
	if op.Kind == operation.Delete || row.IsZero() {
		return
	}
	table, _ := m.known.logicalName(op.EntitySet)
	if op.Table != "" {
		table = op.Table
	}
	earlier[op.ContentID] = contentRow{table, op.EntitySet, row}
}

// unknownRows returns the references whose rows must be looked up.
func (m *resolution) unknownRows() []*reference {
	var unknown []*reference
	if len(m.problems) > 0 || m.err != nil {
		return nil // the message fails anyway
	}
	for _, c := range m.all {
		for _, ref := range c.references() {
			if ref.path != "" {
				continue
			}
			if id, ok := m.rows.get(ref.query); ok {
				ref.found(id)
				m.queries = append(m.queries, ref.query)
				continue
			}
			unknown = append(unknown, ref)
		}
	}
	if len(unknown) > mostRowsOf {
		m.problems = append(m.problems, Problem{Pointer: m.whole(), Text: fmt.Sprintf("expected at most %d rows to look up in one message, got %d", mostRowsOf, len(unknown))})
		return nil
	}
	return unknown
}

// useRows completes the references with the rows that were found.
func (m *resolution) useRows(found map[string]answer) {
	for _, c := range m.all {
		for _, ref := range c.references() {
			a, ok := found[ref.query]
			switch {
			case ref.path != "" || !ok:
			case a.err != nil:
				m.err = a.err
			case a.problem != nil:
				m.problems = append(m.problems, Problem{Pointer: ref.pointer, Text: a.problem.Text, IsMissing: a.problem.IsMissing, isOfDefinition: a.problem.isOfDefinition})
			default:
				ref.found(a.id)
			}
		}
	}
}

// finish returns the operation with data in the place of values.
func (m *resolution) finish() (op operation.Operation, queries []string, err error) {
	if m.err != nil {
		return m.op, m.queries, m.err
	}
	for _, c := range m.all {
		m.problems = append(m.problems, c.otherKeys()...)
	}
	if len(m.problems) > 0 {
		return m.op, m.queries, &Error{Problems: m.problems}
	}
	for _, c := range m.all {
		c.op.Data = c.body()
		if c.op.SkipUnchanged || len(c.op.CreateOnly) > 0 {
			c.op.Fields, c.op.HasETags = c.written(), c.table.HasETags
		}
	}
	return m.op, m.queries, nil
}
