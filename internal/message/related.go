package message

import (
	"strings"

	"sns-dynamics/internal/dynamics"
)

// checkRelated refuses related rows where Dataverse takes none: it does in a POST
// only, which an update and an upsert are not.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
func (d *decoder) checkRelated(root node, op dynamics.Operation) {
	data, _ := root.get("data")
	for m := range data.each() {
		if !isRelated(m) {
			continue
		}
		switch op.Kind {
		case dynamics.Update, dynamics.Upsert:
			d.add(m.value, "not allowed for %s: Dataverse takes related rows, and lists of rows to bind, in a create only", op.Kind)
		case dynamics.Create:
			d.lookupInKey(root)
			return // which is about the key, and said once
		}
	}
}

// lookupInKey refuses a key column that the body of a create cannot set: with
// related rows a create is made by id, and the key's columns go into the body.
func (d *decoder) lookupInKey(root node) {
	key, _ := root.get("key")
	for m := range key.each() {
		if dynamics.IsGUIDColumn(m.name) && strings.HasPrefix(m.name, "_") {
			d.add(m.value, "not allowed beside related rows in data: leave out key, or bind the lookup in data and use id")
		}
	}
}

// isRelated reports whether a member of a body holds rows to insert along, or a list
// of rows to bind. An empty list may be one of either.
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
