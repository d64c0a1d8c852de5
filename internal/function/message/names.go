package message

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// checkNames refuses data that names another row than the message: by the primary key, or by
// a column of the alternate key. If Dataverse creates the row, it takes the columns of the
// alternate key from the data.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-upsert-insert-update-record
func (d *decoder) checkNames(root node, op operation.Operation) {
	if op.Kind != operation.Create && op.Kind != operation.Update && op.Kind != operation.Upsert {
		return
	}
	data, isData := root.get("data")
	if !isData {
		data, _ = root.get("values")
	}
	key, byKey := root.get("key")
	id, byID := root.get("id")
	byKey = byKey && key.kind == object && key.count() <= mostKeyColumns
	for m := range data.each() {
		if byKey && (isData || isPlainValue(m, key)) && differsFromKey(m, key) {
			d.add(m.value, "expected the value that /key has for this column, or no such column")
		}
		if !isPrimaryKey(cmp.Or(op.EntitySet, op.Table), m.name) {
			continue
		}
		switch {
		case byID && d.refers(id):
			d.add(m.value, "not allowed: /id says which row it is")
		case byID && (m.value.kind != text || !strings.EqualFold(m.value.text(), op.Row.ID)) && op.Row.ID != "":
			d.add(m.value, "expected the row of /id, or no such column")
		case !byID && op.Kind == operation.Create:
			d.add(m.value, "not allowed: name the row that is to be made by /id")
		}
	}
}

// mostKeyColumns is the limit of Dataverse for the number of columns of an alternate key.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
const mostKeyColumns = 16

// differsFromKey reports whether a member sets a column of the key to another value. It
// compares a lookup too, if the member binds the lookup by id.
func differsFromKey(m member, key node) bool {
	if column, ok := key.get(m.name); ok {
		return !isSameValue(m.value, column)
	}
	lookup, isBind := strings.CutSuffix(m.name, bindSuffix)
	if !isBind || m.value.kind != text {
		return false
	}
	_, id, ok := strings.Cut(strings.TrimSuffix(m.value.text(), ")"), "(")
	if !ok || !operation.IsGUID(id) {
		return false
	}
	for column := range key.each() {
		name := strings.TrimSuffix(strings.TrimPrefix(column.name, "_"), "_value")
		// A lookup of several tables has a property for each, such as customerid_account.
		isOf := strings.EqualFold(lookup, name) || strings.HasPrefix(strings.ToLower(lookup), name+"_")
		if isOf && operation.IsGUIDColumn(column.name) && column.value.kind == text && !strings.EqualFold(id, column.value.text()) {
			return true
		}
	}
	return false
}

// isPlainValue reports whether a member of values compares with the column of the key: it is
// null, or has the same kind. A label, for example, may stand for the number in the key.
func isPlainValue(m member, key node) bool {
	column, ok := key.get(m.name)
	return ok && (m.value.kind == null || m.value.kind == column.kind)
}

// isPrimaryKey reports whether a column is the primary key of a table, by the naming rule of
// Dataverse: the singular of the entity set with the suffix id, and activityid for
// activities. The decoder does not have the definition of the table.
func isPrimaryKey(entitySet, column string) bool {
	if column == "activityid" {
		return true
	}
	name, ok := strings.CutSuffix(column, "id")
	if !ok || entitySet == "" {
		return false
	}
	singulars := []string{entitySet, strings.TrimSuffix(entitySet, "s"), strings.TrimSuffix(entitySet, "es")}
	if stem, ok := strings.CutSuffix(entitySet, "ies"); ok {
		singulars = append(singulars, stem+"y")
	}
	return slices.Contains(singulars, name)
}

// isSameValue compares values as Dataverse compares the values of a key. It ignores the case
// of text and spaces at its end, and the form of numbers.
func isSameValue(a, b node) bool {
	switch {
	case b.kind != text && b.kind != number && b.kind != boolean:
		return true // the check of the key reports the wrong type
	case a.kind != b.kind:
		return false
	case a.kind == text:
		return strings.EqualFold(strings.TrimRight(a.text(), " "), strings.TrimRight(b.text(), " "))
	case a.kind == number:
		return isSameNumber(a.text(), b.text())
	}
	return a.text() == b.text()
}

// isSameNumber compares the values of numbers: 1.50 equals 1.5. It compares the text of a
// number with an exponent, because such a number may have more digits than memory can hold.
func isSameNumber(a, b string) bool {
	if len(a) > maxKeyText || strings.ContainsAny(a+b, "eE") {
		return a == b
	}
	x, ok := new(big.Rat).SetString(a)
	y, both := new(big.Rat).SetString(b)
	return ok && both && x.Cmp(y) == 0
}
