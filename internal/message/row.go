package message

import (
	"unicode/utf8"

	"sns-dynamics/internal/dynamics"
)

// id decodes the id of a row, for which in a batch the contentId of an earlier
// operation may stand.
func (d *decoder) id(row *dynamics.Row, n node) {
	if d.refers(n) {
		*row = d.resolve(n.text, n.place).Row
		return
	}
	row.ID = d.guid(n)
}

// maxKeyText is how many characters a value of an alternate key has at most.
// Dataverse takes keys of no more than 900 bytes, all columns together.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
const maxKeyText = 1024

// key decodes an alternate key.
func (d *decoder) key(n node) []dynamics.KeyColumn {
	if !d.is(n, object) {
		return nil
	}
	n = n.open()
	if len(n.members) == 0 {
		d.add(n, "expected at least one column")
	}
	columns := make([]dynamics.KeyColumn, 0, len(n.members))
	for _, m := range n.members {
		columns = append(columns, d.keyColumn(m))
	}
	return columns
}

func (d *decoder) keyColumn(m member) dynamics.KeyColumn {
	n := m.value
	if !dynamics.IsName(m.name) {
		d.add(n, "expected the name of a column")
	}
	switch {
	case dynamics.IsGUIDColumn(m.name):
		d.guid(n)
	case n.kind != text && n.kind != number && n.kind != boolean:
		d.add(n, "expected a string, a number or a boolean, got %s", n.kind)
	default:
		if length := utf8.RuneCountInString(n.text); length > maxKeyText {
			d.add(n, "expected %s of at most %d characters, got %d", n.kind, maxKeyText, length)
		}
	}
	return dynamics.KeyColumn{Column: m.name, Value: n.text, Quoted: n.kind == text}
}

// related decodes the row at the other end of an association.
func (d *decoder) related(n node) dynamics.Reference {
	var to dynamics.Reference
	if d.refers(n) {
		return d.resolve(n.text, n.place)
	}
	if !d.is(n, object) {
		return to
	}
	n = n.open()
	d.fields(n, func(name string, n node) bool {
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

// relatedID decodes an id beside an entity set. A contentId stands for both, so in
// a batch it takes the place of the object.
func (d *decoder) relatedID(n node) string {
	if d.refers(n) {
		d.add(n, "expected a GUID: a contentId stands in the place of the object, as a string")
		return ""
	}
	return d.guid(n)
}

// oneRow checks that an object names a row as often as it must.
func (d *decoder) oneRow(n node, rule rowRule, why string) {
	_, id := n.get("id")
	key, both := n.get("key")
	if why != "" {
		why = " " + why
	}
	switch {
	case id && both:
		d.add(key, "not allowed beside id: expected only one of them")
	case !id && !both && rule == exactlyOne:
		d.addMissing(n, "id", "missing: expected id or key%s", why)
	}
}

func hasRow(n node) bool {
	_, id := n.get("id")
	_, key := n.get("key")
	return id || key
}
