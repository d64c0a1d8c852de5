package message

import (
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// Decode reads a message of version 1. The error is an [*Error] that lists
// every problem by JSON pointer.
//
// A create without an id has a zero Row in the result, because its id depends on the
// envelope; see [Envelope.Operation]. A reference to such a create of a batch has
// [operation.UnknownID] in place of the id.
//
// With an error, the operation has only its Correlation, if the message has a valid one.
func Decode(input []byte) (operation.Operation, error) { return decode(string(input), decoder{}) }

// decode reads a message with a decoder that may have the envelope of the message.
func decode(text string, d decoder) (operation.Operation, error) {
	d.input = []byte(text)
	root, ok := parse(text, d.input, &d.findings)
	var op operation.Operation
	switch {
	case !ok:
		// The text is no JSON, and the problems already say so.
	case isS3Pointer(d.input):
		d.add(root, "expected an object, got a pointer to an object of S3 by the extended client library, which the function does not read")
	case root.kind != object:
		d.add(root, "expected an object, got %s", root.kind)
	default:
		op = d.operation(root)
	}
	d.expand(&op)
	if d.count() > 0 {
		return operation.Operation{Correlation: op.Correlation}, &Error{Problems: d.problems, More: d.more}
	}
	d.own(&op, "")
	if d.isDelivered && op.NeedsLedger() {
		op.Ledger = operation.Ledger{ID: d.envelope.derivedID("once"), Published: d.envelope.Published}
	}
	if d.isDelivered && !d.envelope.isRaw() {
		op.Published = d.envelope.Published
	}
	return op, nil
}

// own sets the derived id of a create: as the row of a create without an id, and beside the
// key of a create by an alternate key.
func (d *decoder) own(op *operation.Operation, place string) {
	if !d.isDelivered || op.Kind != operation.Create {
		return
	}
	if d.isMapped {
		place = d.creates.place(*op)
	}
	switch {
	case op.Row.IsZero():
		op.Row.ID, op.Derived = d.envelope.derivedID(place), true
	case op.Row.ID == "":
		op.OwnID = d.envelope.derivedID(place)
	}
}

// rule lists the fields of an operation, without the fields that all operations have. The
// decoder refuses other fields.
type rule struct {
	kind              operation.Kind
	required, allowed [4]string
	row               rowRule
	// writes says that the operation writes columns: it has data or values, and names its
	// table by entitySet or, with values, by table.
	writes bool
}

// rowRule is the number of rows that an operation names.
type rowRule int

const (
	noRow rowRule = iota
	exactlyOne
	atMostOne
)

// rules lists the operations in the order of an error text. It returns an array, because a
// slice would be allocated for each message.
func rules() [8]rule {
	return [...]rule{
		{kind: operation.Create, row: atMostOne, writes: true},
		{kind: operation.Update, allowed: [4]string{"ifMatch", "sequence", "unchanged"}, row: exactlyOne, writes: true},
		{kind: operation.Upsert, allowed: [4]string{"sequence", "unchanged", "createOnly"}, row: exactlyOne, writes: true},
		{kind: operation.Delete, required: [4]string{"entitySet"}, allowed: [4]string{"ifMatch", "sequence"}, row: exactlyOne},
		{kind: operation.Associate, required: [4]string{"entitySet", "navigationProperty", "related"}, row: exactlyOne},
		{kind: operation.Disassociate, required: [4]string{"entitySet", "navigationProperty", "related"}, row: exactlyOne},
		{kind: operation.Action, required: [4]string{"action"}, allowed: [4]string{"entitySet", "parameters", "repeatable", "once"}, row: atMostOne},
		{kind: operation.Batch, required: [4]string{"operations"}, allowed: [4]string{"sequence"}},
	}
}

// takes reports whether the operation may have a field.
func (r rule) takes(field string) bool {
	switch field {
	case "operation", "impersonate", "detectDuplicates", "bypass", "tag", "correlation":
		return true
	case "id", "key":
		return r.row != noRow
	case "entitySet", "data", "table", "values":
		if r.writes {
			return true
		}
	}
	return slices.Contains(r.required[:], field) || slices.Contains(r.allowed[:], field)
}

// operation decodes the fields of an object in their order, and then checks that the fields
// fit together.
func (d *decoder) operation(root node) operation.Operation {
	var op operation.Operation
	d.fields(root, operationFields(), func(name string, n node) bool {
		switch name {
		case "operation":
			op.Kind = operation.Kind(d.text(n))
		case "entitySet":
			op.EntitySet = d.name(n)
		case "id":
			d.id(&op.Row, n)
		case "key":
			op.Row.Key = d.key(n)
		case "table":
			op.Table = d.name(n)
		case "data":
			op.Data = d.body(n, false)
		case "values":
			op.Values = valuesDecoder{d}.values(n)
		case "unchanged":
			op.SkipUnchanged = valuesDecoder{d}.unchanged(n)
		case "createOnly":
			op.CreateOnly = valuesDecoder{d}.createOnly(n)
		case "navigationProperty":
			op.NavigationProperty = d.name(n)
		case "related":
			op.Related = d.related(n)
		case "action":
			op.Action = d.actionName(n)
		case "parameters":
			op.Parameters = d.body(n, true)
		case "impersonate":
			op.Impersonate = d.impersonate(n)
		case "ifMatch":
			op.IfMatch = d.etag(n)
		case "sequence":
			op.Sequence = sequenceDecoder{d}.sequence(n)
		case "repeatable":
			op.Repeatable = d.boolean(n)
		case "once":
			op.Once = d.boolean(n)
		case "detectDuplicates":
			op.DetectDuplicates = d.boolean(n)
		case "bypass":
			op.Bypass = d.bypass(n)
		case "tag":
			op.Tag = d.tag(n)
		case "correlation":
			op.Correlation = d.correlation(n)
		case "operations":
			op.Operations = d.operations(n)
		case "contentId":
			op.ContentID = d.contentID(n)
			return d.parts != nil || d.isMapped
		default:
			return false
		}
		return true
	})
	d.checkRule(root, &op)
	return op
}

// kinds lists the operations that are allowed. In a batch, a batch is not allowed.
type kinds struct{ isPart bool }

// names returns the operations.
func (k kinds) names() []string {
	var names []string
	for _, r := range rules() {
		if !k.isPart || r.kind != operation.Batch {
			names = append(names, string(r.kind))
		}
	}
	return names
}

// String returns the list for an error text.
func (k kinds) String() string { return strings.Join(k.names(), ", ") }

// checkRule checks the fields of an operation against its rule.
func (d *decoder) checkRule(root node, op *operation.Operation) {
	field, ok := root.get("operation")
	if !ok {
		d.addMissing(root, "operation", "missing")
		return
	}
	all := rules()
	i := slices.IndexFunc(all[:], func(r rule) bool { return r.kind == op.Kind })
	if i < 0 || d.parts != nil && op.Kind == operation.Batch {
		if field.kind == text {
			of := kinds{isPart: d.parts != nil}
			d.add(field, "expected one of %s%s", of, meant{string(op.Kind), of.names})
		}
		return
	}
	r := all[i]
	d.checkPart(root, *op)
	d.checkFields(root, r)
	if r.writes {
		valuesDecoder{d}.checkBody(root, r.kind)
	}
	if r.row != noRow {
		d.oneRow(root, r.row, r.kind)
	}
	if _, ok := root.get("entitySet"); !ok && r.kind == operation.Action && hasRow(root) {
		d.addMissing(root, "entitySet", "missing, required with id or key")
	}
	sequenceDecoder{d}.checkSequence(root, op)
	d.checkRelated(root, *op)
	d.checkNames(root, *op)
}

// checkFields checks that the operation has all fields that its rule requires, and no field
// of another operation.
func (d *decoder) checkFields(root node, r rule) {
	for _, name := range r.required {
		if _, ok := root.get(name); !ok && name != "" {
			d.addMissing(root, name, "missing, required for %s", r.kind)
		}
	}
	all := rules()
	for m := range root.each() {
		if m.name != "" && !r.takes(m.name) && slices.ContainsFunc(all[:], func(other rule) bool { return other.takes(m.name) }) {
			d.add(m.value, "not allowed for %s", r.kind)
		}
	}
}
