package message

import (
	"strconv"

	"sns-dynamics/internal/dynamics"
)

// The least operations of a batch are those for which one is needed, the most are
// those of a change set.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
const (
	leastParts = 2
	mostParts  = 1000
)

// operations decodes the operations of a batch.
func (d *decoder) operations(n node) []dynamics.Operation {
	if !d.is(n, array) || d.parts != nil {
		return nil
	}
	count := n.count()
	if count < leastParts || count > mostParts {
		d.add(n, "expected %d to %d operations, got %d", leastParts, mostParts, count)
		return nil
	}
	d.parts = newParts(n, count)
	defer func() { d.parts = nil }()
	// What is shorter holds items that are no operations, and comes to nothing.
	all := make([]dynamics.Operation, 0, min(count, len(n.raw)/shortestPart))
	for i, item := range n.items() {
		before := d.count()
		var op dynamics.Operation
		if d.is(item, object) {
			op = d.operation(item.open())
			d.own(&op, strconv.Itoa(i))
		}
		d.parts.decoded = append(d.parts.decoded, part{
			kind: op.Kind, to: dynamics.Reference{EntitySet: op.EntitySet, Row: rowOf(op)}, broken: d.count() > before,
		})
		if d.count() == 0 {
			all = append(all, op)
		}
	}
	return all
}

// rowOf is the row that later operations of a batch mean by the contentId of one.
func rowOf(op dynamics.Operation) dynamics.Row {
	if op.Kind == dynamics.Create && op.OwnID != "" && op.HasRelated() {
		return dynamics.Row{ID: op.OwnID}
	}
	return op.Row
}

// shortestPart is the least that an operation of a batch takes: one that runs an
// action without parameters.
const shortestPart = len(`{"operation":"action","action":"A"}`)

// contentID checks the name that later operations of a batch know this one by. It
// reports whether the field may stand here at all.
func (d *decoder) contentID(n node) bool {
	if d.parts == nil {
		return false
	}
	name := d.matching(n, isContentID, "1 to 64 letters, digits and underscores")
	if i, ok := d.parts.named[name]; ok && i < len(d.parts.decoded) {
		d.add(n, "given twice: /operations/%d has it too", i)
	}
	return true
}

func isContentID(s string) bool { return s != "" && len(s) <= 64 && dynamics.IsName("_"+s) }

// checkPart checks what an operation may have anywhere but in a batch.
func (d *decoder) checkPart(root node, op dynamics.Operation) {
	if d.parts == nil {
		return
	}
	for _, m := range root.members {
		switch m.name {
		case "impersonate", "detectDuplicates", "bypass", "tag":
			d.add(m.value, "not allowed in a batch: it stands beside /operations, for all of them")
		case "sequence":
			d.add(m.value, "not allowed in a batch: what is left out as stale would break it apart")
		}
	}
	id, ok := root.get("id")
	if !ok || !d.refers(id) {
		return
	}
	to, known := d.parts.lookUp(id.text)
	switch {
	case op.Kind == dynamics.Create:
		d.add(id, "expected a GUID, as a create makes a row of its own")
	case known && to.to.EntitySet != op.EntitySet && op.EntitySet != "":
		d.add(id, "expected the contentId of a row of /entitySet, got that of another table")
	}
}
