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
	if len(n.items) < leastParts || len(n.items) > mostParts {
		d.add(n, "expected %d to %d operations, got %d", leastParts, mostParts, len(n.items))
		return nil
	}
	d.parts = newParts(n.items)
	defer func() { d.parts = nil }()
	all := make([]dynamics.Operation, len(n.items))
	for i, item := range n.items {
		before := len(d.problems)
		if d.is(item, object) {
			all[i] = d.operation(item)
			d.own(&all[i], strconv.Itoa(i))
		}
		d.parts.decoded = append(d.parts.decoded, part{all[i], len(d.problems) > before})
	}
	return all
}

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
	to, known := d.parts.lookUp(id)
	switch {
	case op.Kind == dynamics.Create:
		d.add(id, "expected a GUID, as a create makes a row of its own")
	case known && to.EntitySet != op.EntitySet && op.EntitySet != "":
		d.add(id, "expected the contentId of a row of /entitySet, got that of another table")
	}
}
