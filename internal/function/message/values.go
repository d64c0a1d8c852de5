package message

import (
	"encoding/json"
	"unicode/utf8"

	"sns-dynamics/internal/operation"
)

// valuesDecoder decodes values and their options.
type valuesDecoder struct{ *decoder }

// checkBody checks that an operation that writes columns has exactly one of data and values,
// and names its table exactly once.
func (d valuesDecoder) checkBody(root node, kind operation.Kind) {
	body, isData := root.get("data")
	values, isValues := root.get("values")
	_, isSet := root.get("entitySet")
	table, isTable := root.get("table")
	switch {
	case isSet && isTable:
		d.add(table, "not allowed beside entitySet: expected only one of them")
	case isTable && isData:
		d.add(table, "not allowed beside data: expected entitySet, or values in the place of data")
	case !isSet && !isTable:
		d.addMissing(root, "entitySet", "missing, required for %s", kind)
	}
	switch {
	case isData && isValues:
		d.add(values, "not allowed beside data: expected only one of them")
	case isValues:
		body = values
	case !isData:
		d.addMissing(root, "data", "missing, required for %s", kind)
	}
	if body.kind == object && body.count() == 0 {
		d.add(body, "expected at least one column")
	}
	d.checkOptions(root)
}

// checkOptions checks the options that need values.
func (d valuesDecoder) checkOptions(root node) {
	values, isValues := root.get("values")
	for _, option := range []string{"unchanged", "createOnly"} {
		n, ok := root.get(option)
		_, isConditional := root.get("ifMatch")
		switch {
		case !ok:
		case !isValues:
			d.add(n, "not allowed without values")
		case isConditional:
			d.add(n, "not allowed beside ifMatch")
		}
	}
	createOnly, _ := root.get("createOnly")
	for _, item := range createOnly.items() {
		if _, ok := values.get(textOf(item)); !ok && item.kind == text && values.kind == object {
			d.add(item, "expected a column of /values")
		}
	}
}

// values checks the plain values of a row. Only the definition of the table tells which value
// a column takes.
func (d valuesDecoder) values(n node) json.RawMessage {
	if !d.is(n, object) {
		return nil
	}
	for m := range n.each() {
		d.columnName(m)
		switch m.value.kind {
		case array:
			d.list(m.value)
		case object:
			d.lookup(m.value)
		}
	}
	return d.bytes(n)
}

func (d valuesDecoder) columnName(m member) {
	if !operation.IsName(m.name) {
		d.add(m.value, "expected the logical name of a column")
	}
}

// list checks the choices of a column, or the parties of an activity.
func (d valuesDecoder) list(n node) {
	if n.count() == 0 {
		d.add(n, "expected at least one item, or null")
	}
	for _, item := range n.items() {
		switch item.kind {
		case text, number:
		case object:
			if address, ok := item.get("address"); ok && item.count() == 1 {
				d.matching(address, operation.IsEmail, "an email address")
				continue
			}
			d.lookup(item)
		default:
			d.add(item, "expected a label, a number or a row, got %s", item.kind)
		}
	}
}

// lookup checks an object that names a row: the logical name of the table with the id of the
// row, or with the values of columns that identify it.
func (d valuesDecoder) lookup(n node) {
	if n.count() != 1 {
		d.add(n, "expected one table with the id of its row, or with columns that identify the row")
	}
	for m := range n.each() {
		if !operation.IsName(m.name) {
			d.add(m.value, "expected the logical name of a table")
		}
		if m.value.kind != object {
			d.guid(m.value)
			continue
		}
		if m.value.count() == 0 {
			d.add(m.value, "expected at least one column")
		}
		for column := range m.value.each() {
			d.identifyingColumn(column)
		}
	}
}

func (d valuesDecoder) identifyingColumn(m member) {
	d.columnName(m)
	if !isScalar(m.value) {
		d.add(m.value, "expected a string, a number or a boolean, got %s", m.value.kind)
	} else if length := utf8.RuneCountInString(m.value.text()); length > maxKeyText {
		d.add(m.value, "expected %s of at most %d characters, got %d", m.value.kind, maxKeyText, length)
	}
}

func isScalar(n node) bool { return n.kind == text || n.kind == number || n.kind == boolean }

// checkParties refuses lists of rows in an update and in an upsert, because Dataverse would
// empty the party lists that the request does not name.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
func (d valuesDecoder) checkParties(root node, kind operation.Kind) {
	if kind != operation.Update && kind != operation.Upsert {
		return
	}
	values, _ := root.get("values")
	for m := range values.each() {
		for _, item := range m.value.items() {
			if item.kind == object {
				d.add(m.value, "not allowed for %s: a list of parties is written by a create only", kind)
				break
			}
		}
	}
}

// unchanged reads the option unchanged, which has one value.
func (d valuesDecoder) unchanged(n node) bool {
	return d.matching(n, func(s string) bool { return s == "skip" }, "skip") != ""
}

// mostCreateOnly is the limit of Dataverse for the number of columns of a table.
//
// See https://learn.microsoft.com/power-apps/maker/data-platform/create-edit-entity-portal
const mostCreateOnly = 1024

// createOnly reads the columns that an upsert writes only if it creates the row.
func (d valuesDecoder) createOnly(n node) []string {
	if !d.is(n, array) {
		return nil
	}
	if n.count() == 0 {
		d.add(n, "expected at least one column")
	}
	if count := n.count(); count > mostCreateOnly {
		d.add(n, "expected at most %d columns, got %d", mostCreateOnly, count)
		return nil
	}
	return distinct(d.decoder, n, d.name)
}
