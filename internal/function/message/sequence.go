package message

import (
	"strings"

	"sns-dynamics/internal/operation"
)

// sequenceDecoder decodes the sequence of a message.
type sequenceDecoder struct{ *decoder }

// sequence decodes the sequence of a message, which orders the changes of a row.
func (d sequenceDecoder) sequence(n node) *operation.Sequence {
	var s operation.Sequence
	if !d.is(n, object) {
		return nil
	}
	d.fields(n, []string{"column", "value", "contentId"}, func(name string, n node) bool {
		switch name {
		case "column":
			s.Column = d.name(n)
		case "contentId":
			d.matching(n, isContentID, contentIDGrammar) // checkSequence resolves it
		case "value":
			if value := d.bytes(n); operation.IsVersion(value) {
				s.Value = value
			} else {
				d.add(n, "expected a number, a string of digits, or an ISO 8601 time with its offset")
			}
		default:
			return false
		}
		return true
	})
	for _, name := range []string{"column", "value"} {
		if _, ok := n.get(name); !ok {
			d.addMissing(n, name, "missing")
		}
	}
	return &s
}

// checkSequence refuses a field or a column that contradicts the sequence. In a batch, the
// sequence guards the operation that its contentId names.
func (d sequenceDecoder) checkSequence(root node, op *operation.Operation) {
	sequence, ok := root.get("sequence")
	if !ok || sequence.kind != object {
		return
	}
	contentID, isGiven := sequence.get("contentId")
	switch {
	case op.Kind == operation.Batch && !isGiven:
		d.addMissing(sequence, "contentId", "missing: expected the contentId of the operation that the sequence guards")
		return
	case op.Kind != operation.Batch && isGiven:
		d.add(contentID, "not allowed for %s: only for batch", op.Kind)
		return
	case op.Kind == operation.Batch:
		root = d.guarded(root, contentID, op)
	}
	if ifMatch, ok := root.get("ifMatch"); ok {
		d.add(ifMatch, "not allowed beside sequence")
	}
	column, _ := sequence.get("column")
	if column.kind != text {
		return
	}
	for _, body := range []string{"data", "values"} {
		columns, _ := root.get(body)
		if member, ok := columns.get(column.text()); ok {
			d.add(member, "not allowed: the column of /sequence is set with its value")
		}
	}
}

// guarded returns the operation of a batch that the sequence of the batch guards.
func (d sequenceDecoder) guarded(root, contentID node, op *operation.Operation) node {
	operations, _ := root.get("operations")
	for i, item := range operations.items() {
		id, _ := item.get("contentId")
		if id.kind != text || contentID.kind != text || id.text() != contentID.text() {
			continue
		}
		kind, _ := item.get("operation")
		switch operation.Kind(textOf(kind)) {
		case operation.Update, operation.Upsert, operation.Delete:
		default:
			d.add(contentID, "expected the contentId of an update, an upsert or a delete")
		}
		if op.Sequence != nil {
			op.Sequence.Part = i
		}
		d.checkGuarded(contentID, item, op, i)
		return item
	}
	if contentID.kind == text && operations.kind == array {
		d.add(contentID, "expected the contentId of an operation of the batch")
	}
	return node{}
}

// checkGuarded refuses a sequence of a batch if an earlier operation of the batch changes the
// guarded row, because the row then has another version than the version that was read.
func (d sequenceDecoder) checkGuarded(contentID, guarded node, op *operation.Operation, i int) {
	id, _ := guarded.get("id")
	if strings.HasPrefix(textOf(id), "$") || op.Sequence != nil && i < len(op.Operations) && op.ChangesGuarded() {
		d.add(contentID, "expected the contentId of an operation whose row no earlier operation of the batch changes")
	}
}

// textOf returns the characters of a string, and "" for a value of another kind.
func textOf(n node) string {
	if n.kind != text {
		return ""
	}
	return n.text()
}
