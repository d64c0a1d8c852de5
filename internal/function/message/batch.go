package message

import (
	"strconv"

	"sns-dynamics/internal/operation"
)

// leastParts is 2, because a single operation needs no batch. mostParts is the limit of
// Dataverse for a change set.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
const (
	leastParts = 2
	mostParts  = 1000
)

// operations decodes the operations of a batch.
func (d *decoder) operations(n node) []operation.Operation {
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
	// An array with less text has items that are no operations, and decodes to an error.
	all := make([]operation.Operation, 0, min(count, len(n.raw())/shortestPart))
	for i, item := range n.items() {
		before := d.count()
		var op operation.Operation
		if d.is(item, object) {
			op = d.operation(item)
			d.own(&op, strconv.Itoa(i))
		}
		d.parts.decoded = append(d.parts.decoded, part{
			kind: op.Kind, to: operation.Reference{EntitySet: op.EntitySet, Row: rowOf(op)}, table: op.Table, broken: d.count() > before,
		})
		if d.count() == 0 {
			all = append(all, op)
		}
	}
	return all
}

// rowOf returns the row that the contentId of an operation stands for.
func rowOf(op operation.Operation) operation.Row {
	if op.Kind == operation.Create && op.OwnID != "" && op.HasRelated() {
		return operation.Row{ID: op.OwnID}
	}
	return op.Row
}

// shortestPart is the length of the shortest operation of a batch: an action without
// parameters.
const shortestPart = len(`{"operation":"action","action":"A"}`)

// contentID returns the contentId of an operation. Later operations of the batch name the
// row of the operation by it. Only an operation of a batch or of a mapping has a contentId.
func (d *decoder) contentID(n node) string {
	if d.parts == nil && !d.isMapped {
		return ""
	}
	name := d.matching(n, isContentID, contentIDGrammar)
	if d.parts == nil {
		return name
	}
	if i, ok := d.parts.named[name]; ok && i < len(d.parts.decoded) {
		d.add(n, "given twice: /operations/%d has it too", i)
	}
	return name
}

const contentIDGrammar = "1 to 64 letters, digits and underscores"

func isContentID(s string) bool { return s != "" && len(s) <= 64 && operation.IsName("_"+s) }

// checkPart refuses the fields that are not allowed in an operation of a batch, and checks its
// id.
func (d *decoder) checkPart(root node, op operation.Operation) {
	if d.parts == nil {
		return
	}
	for m := range root.each() {
		switch m.name {
		case "impersonate", "detectDuplicates", "bypass", "tag", "correlation":
			d.add(m.value, "not allowed in a batch: it stands beside /operations, for all of them")
		case "sequence":
			d.add(m.value, "not allowed here: it stands beside /operations, with the contentId of the operation that it guards")
		case "unchanged", "createOnly":
			d.add(m.value, "not allowed in a batch")
		}
	}
	id, ok := root.get("id")
	if !ok || !d.refers(id) {
		return
	}
	to, known := d.parts.lookUp(id.text())
	switch {
	case op.Kind == operation.Create:
		d.add(id, "expected a GUID, as a create makes a row of its own")
	case known && op.EntitySet != "" && to.to.EntitySet != op.EntitySet:
		d.add(id, "expected the contentId of a row of /entitySet, got that of another table")
	case known && op.Table != "" && to.table != op.Table:
		d.add(id, "expected the contentId of a row of /table, got that of another table")
	}
}
