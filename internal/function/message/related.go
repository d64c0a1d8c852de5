package message

import (
	"strings"

	"sns-dynamics/internal/operation"
)

// checkRelated refuses related rows in an update and in an upsert, because Dataverse accepts
// related rows in a POST only.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (d *decoder) checkRelated(root node, op operation.Operation) {
	valuesDecoder{d}.checkParties(root, op.Kind)
	data, _ := root.get("data")
	for m := range data.each() {
		if !isRelated(m) {
			continue
		}
		switch op.Kind {
		case operation.Update, operation.Upsert:
			d.add(m.value, "not allowed for %s: Dataverse takes related rows, and lists of rows to bind, in a create only", op.Kind)
		case operation.Create:
			d.lookupInKey(root)
			return // lookupInKey checks the key, and one call finds all problems of the key
		}
	}
}

// lookupInKey refuses a key column that the body of a create cannot set. A create with related
// rows is a POST with an id, and the columns of the key are in its body.
func (d *decoder) lookupInKey(root node) {
	key, _ := root.get("key")
	for m := range key.each() {
		if operation.IsGUIDColumn(m.name) && strings.HasPrefix(m.name, "_") {
			d.add(m.value, "not allowed beside related rows in data: leave out key, or bind the lookup in data and use id")
		}
	}
}

// isRelated reports whether a member of a body has related rows to insert, or a list of rows to
// bind. An empty list counts, because it may be a list of either kind.
func isRelated(m member) bool {
	switch m.value.kind {
	case object:
		return true
	case array:
		if strings.HasSuffix(m.name, bindSuffix) {
			return true
		}
		isEmpty := true
		for _, item := range m.value.items() {
			if item.kind == object {
				return true
			}
			isEmpty = false
		}
		return isEmpty
	}
	return false
}
