package message

import (
	"unicode/utf8"

	"sns-dynamics/internal/operation"
)

// id decodes the id of a row. In a batch, the value may be the contentId of an earlier
// operation.
func (d *decoder) id(row *operation.Row, n node) {
	if d.refers(n) {
		// checkPart compares the tables.
		*row = d.resolveRow(n.text(), n).Row
		return
	}
	row.ID = d.guid(n)
}

// maxKeyText is the limit, in characters, of a value of an alternate key. Dataverse has a limit
// of 900 bytes for all columns of a key together.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
const maxKeyText = 1024

// key decodes an alternate key.
func (d *decoder) key(n node) []operation.KeyColumn {
	if !d.is(n, object) {
		return nil
	}
	count := n.count()
	if count == 0 {
		d.add(n, "expected at least one column")
	}
	columns := make([]operation.KeyColumn, 0, count)
	for m := range n.each() {
		columns = append(columns, d.keyColumn(m))
	}
	return columns
}

func (d *decoder) keyColumn(m member) operation.KeyColumn {
	n := m.value
	if !operation.IsName(m.name) {
		d.add(n, "expected the name of a column")
	}
	switch {
	case operation.IsGUIDColumn(m.name):
		d.guid(n)
	case n.kind != text && n.kind != number && n.kind != boolean:
		d.add(n, "expected a string, a number or a boolean, got %s", n.kind)
	default:
		if length := utf8.RuneCountInString(n.text()); length > maxKeyText {
			d.add(n, "expected %s of at most %d characters, got %d", n.kind, maxKeyText, length)
		}
	}
	return operation.KeyColumn{Column: m.name, Value: n.text(), Quoted: n.kind == text}
}

// related decodes the row at the other end of an association.
func (d *decoder) related(n node) operation.Reference {
	var to operation.Reference
	if d.refers(n) {
		return d.resolve(n.text(), n)
	}
	if !d.is(n, object) {
		return to
	}
	d.fields(n, []string{"entitySet", "id", "key"}, func(name string, n node) bool {
		switch name {
		case "entitySet":
			to.EntitySet = d.name(n)
		case "id":
			to.Row.ID = d.relatedID(n)
		case "key":
			to.Row.Key = d.key(n)
		default:
			return false
		}
		return true
	})
	if _, ok := n.get("entitySet"); !ok {
		d.addMissing(n, "entitySet", "missing")
	}
	d.oneRow(n, exactlyOne, "")
	return to
}

// relatedID decodes an id beside an entity set. It refuses a contentId, because a contentId
// replaces the whole object: it stands for the entity set and the id.
func (d *decoder) relatedID(n node) string {
	if d.refers(n) {
		d.add(n, "expected a GUID: a contentId stands in the place of the object, as a string")
		return ""
	}
	return d.guid(n)
}

// oneRow checks that an object names its row by id or by key, as the rule requires. of is the kind
// of the operation, for a problem; it may be empty.
func (d *decoder) oneRow(n node, rule rowRule, of operation.Kind) {
	_, id := n.get("id")
	key, both := n.get("key")
	switch {
	case id && both:
		d.add(key, "not allowed beside id: expected only one of them")
	case !id && !both && rule == exactlyOne:
		why := ""
		if of != "" {
			why = " for " + string(of)
		}
		d.addMissing(n, "id", "missing: expected id or key%s", why)
	}
}

func hasRow(n node) bool {
	_, id := n.get("id")
	_, key := n.get("key")
	return id || key
}
