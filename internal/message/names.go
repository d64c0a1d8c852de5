package message

import (
	"math/big"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics"
)

// checkNames refuses data that names another row than the message does: by the
// primary key, or by a column of the alternate key, for which Dataverse heeds the
// data where it makes the row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-upsert-insert-update-record
func (d *decoder) checkNames(root node, op dynamics.Operation) {
	if op.Kind != dynamics.Create && op.Kind != dynamics.Update && op.Kind != dynamics.Upsert {
		return
	}
	data, _ := root.get("data")
	key, byKey := root.get("key")
	id, byID := root.get("id")
	if byKey = byKey && key.kind == object && key.count() <= mostKeyColumns; byKey {
		key = key.open()
	}
	for m := range data.each() {
		if byKey && differsFromKey(m, key) {
			d.add(m.value, "expected the value that /key has for this column, or no such column")
		}
		if !isPrimaryKey(op.EntitySet, m.name) {
			continue
		}
		switch {
		case byID && d.refers(id):
			d.add(m.value, "not allowed: /id says which row it is")
		case byID && (m.value.kind != text || !strings.EqualFold(m.value.text, op.Row.ID)) && op.Row.ID != "":
			d.add(m.value, "expected the row of /id, or no such column")
		case !byID && op.Kind == dynamics.Create:
			d.add(m.value, "not allowed: name the row that is to be made by /id")
		}
	}
}

// mostKeyColumns is how many columns a key has at the most. What has more is no key,
// as Dataverse says.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
const mostKeyColumns = 16

// differsFromKey reports whether a member gives a column of the key another value: a
// lookup, too, where it is bound by id.
func differsFromKey(m member, key node) bool {
	if column, ok := key.get(m.name); ok {
		return !isSameValue(m.value, column)
	}
	lookup, isBind := strings.CutSuffix(m.name, bindSuffix)
	if !isBind || m.value.kind != text {
		return false
	}
	_, id, ok := strings.Cut(strings.TrimSuffix(m.value.text, ")"), "(")
	if !ok || !dynamics.IsGUID(id) {
		return false
	}
	for _, column := range key.members {
		name := strings.TrimSuffix(strings.TrimPrefix(column.name, "_"), "_value")
		// A lookup of several tables has a property for each, such as customerid_account.
		isOf := strings.EqualFold(lookup, name) || strings.HasPrefix(strings.ToLower(lookup), name+"_")
		if isOf && dynamics.IsGUIDColumn(column.name) && column.value.kind == text && !strings.EqualFold(id, column.value.text) {
			return true
		}
	}
	return false
}

// isPrimaryKey reports whether a column is the primary key of a table, by the names
// that Dataverse gives them: the singular of the entity set with id behind it, and
// activityid for activities. The definition of the table is not at hand.
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

// isSameValue compares values as Dataverse compares those of a key: text without
// regard to case and to blanks at its end, numbers whatever their form.
func isSameValue(a, b node) bool {
	switch {
	case b.kind != text && b.kind != number && b.kind != boolean:
		return true // it is no value of a key, which is said there
	case a.kind != b.kind:
		return false
	case a.kind == text:
		return strings.EqualFold(strings.TrimRight(a.text, " "), strings.TrimRight(b.text, " "))
	case a.kind == number:
		return isSameNumber(a.text, b.text)
	}
	return a.text == b.text
}

// isSameNumber compares numbers digit for digit: 1.50 is 1.5. One with an exponent,
// which may stand for more digits than there is memory, is compared as it is written.
func isSameNumber(a, b string) bool {
	if len(a) > maxKeyText || strings.ContainsAny(a+b, "eE") {
		return a == b
	}
	x, ok := new(big.Rat).SetString(a)
	y, both := new(big.Rat).SetString(b)
	return ok && both && x.Cmp(y) == 0
}
