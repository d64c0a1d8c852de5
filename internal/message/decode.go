package message

import (
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics"
)

// Decode reads a message of version 1. The error is an [*Error] that lists
// every problem by JSON pointer.
//
// A create that names no row comes out with a zero Row: which one it makes
// follows from the envelope, see [Envelope.Operation]. What refers to such a
// create of a batch comes out with [dynamics.UnknownID] in its place.
func Decode(input []byte) (dynamics.Operation, error) { return decode(input, decoder{}) }

// decode reads a message by a decoder that knows its envelope, or none.
func decode(input []byte, d decoder) (dynamics.Operation, error) {
	d.input = input
	root := parse(input, &d.findings)
	var op dynamics.Operation
	switch {
	case root.kind == "":
		// Not JSON: there is nothing more to say.
	case root.kind != object:
		d.add(root, "expected an object, got %s", root.kind)
	default:
		op = d.operation(root.open())
	}
	d.expand(&op)
	if d.count() > 0 {
		return dynamics.Operation{}, &Error{Problems: d.problems, More: d.more}
	}
	d.own(&op, "")
	if d.isDelivered && !d.envelope.isRaw() {
		op.Published = d.envelope.Published
	}
	return op, nil
}

// own gives a create that names no row one that only this place in this message has,
// and one by an alternate key the id of such a row besides.
func (d *decoder) own(op *dynamics.Operation, place string) {
	switch {
	case !d.isDelivered || op.Kind != dynamics.Create:
	case op.Row.IsZero():
		op.Row.ID, op.Derived = d.envelope.derivedID(place), true
	case op.Row.ID == "":
		op.OwnID = d.envelope.derivedID(place)
	}
}

// rule says which fields an operation takes, besides the common ones. What an
// operation does not list contradicts it.
type rule struct {
	kind              dynamics.Kind
	required, allowed [3]string
	row               rowRule
}

// rowRule says whether an operation names a row.
type rowRule int

const (
	noRow rowRule = iota
	exactlyOne
	atMostOne
)

// rules lists the operations in the order in which an error names them. Arrays,
// unlike slices, are not allocated for each message.
func rules() [8]rule {
	return [...]rule{
		{kind: dynamics.Create, required: [3]string{"entitySet", "data"}, row: atMostOne},
		{kind: dynamics.Update, required: [3]string{"entitySet", "data"}, allowed: [3]string{"ifMatch", "sequence"}, row: exactlyOne},
		{kind: dynamics.Upsert, required: [3]string{"entitySet", "data"}, allowed: [3]string{"sequence"}, row: exactlyOne},
		{kind: dynamics.Delete, required: [3]string{"entitySet"}, allowed: [3]string{"ifMatch", "sequence"}, row: exactlyOne},
		{kind: dynamics.Associate, required: [3]string{"entitySet", "navigationProperty", "related"}, row: exactlyOne},
		{kind: dynamics.Disassociate, required: [3]string{"entitySet", "navigationProperty", "related"}, row: exactlyOne},
		{kind: dynamics.Action, required: [3]string{"action"}, allowed: [3]string{"entitySet", "parameters", "repeatable"}, row: atMostOne},
		{kind: dynamics.Batch, required: [3]string{"operations"}},
	}
}

// takes reports whether the operation takes a field.
func (r rule) takes(field string) bool {
	switch field {
	case "operation", "impersonate", "detectDuplicates", "bypass", "tag":
		return true
	case "id", "key":
		return r.row != noRow
	}
	return slices.Contains(r.required[:], field) || slices.Contains(r.allowed[:], field)
}

// operation decodes the fields of an open object, each where it stands, and then checks that
// they go together.
func (d *decoder) operation(root node) dynamics.Operation {
	var op dynamics.Operation
	d.fields(root, func(name string, n node) bool {
		switch name {
		case "operation":
			op.Kind = dynamics.Kind(d.text(n))
		case "entitySet":
			op.EntitySet = d.name(n)
		case "id":
			d.id(&op.Row, n)
		case "key":
			op.Row.Key = d.key(n)
		case "data":
			op.Data = d.body(n, false)
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
			op.Sequence = d.sequence(n)
		case "repeatable":
			op.Repeatable = d.boolean(n)
		case "detectDuplicates":
			op.DetectDuplicates = d.boolean(n)
		case "bypass":
			op.Bypass = d.bypass(n)
		case "tag":
			op.Tag = d.tag(n)
		case "operations":
			op.Operations = d.operations(n)
		case "contentId":
			return d.contentID(n)
		default:
			return false
		}
		return true
	})
	d.checkRule(root, op)
	return op
}

// kinds lists the operations that may stand here: in a batch, all but a batch.
type kinds struct{ isPart bool }

// String is the list, as an error has it.
func (k kinds) String() string {
	var names []string
	for _, r := range rules() {
		if !k.isPart || r.kind != dynamics.Batch {
			names = append(names, string(r.kind))
		}
	}
	return strings.Join(names, ", ")
}

// checkRule checks the fields of an operation against its rule.
func (d *decoder) checkRule(root node, op dynamics.Operation) {
	field, ok := root.get("operation")
	if !ok {
		d.addMissing(root, "operation", "missing")
		return
	}
	all := rules()
	i := slices.IndexFunc(all[:], func(r rule) bool { return r.kind == op.Kind })
	if i < 0 || d.parts != nil && op.Kind == dynamics.Batch {
		if field.kind == text {
			d.add(field, "expected one of %s", kinds{isPart: d.parts != nil})
		}
		return
	}
	r := all[i]
	d.checkPart(root, op)
	d.checkFields(root, r)
	if data, ok := root.get("data"); ok && slices.Contains(r.required[:], "data") && data.kind == object && data.count() == 0 {
		d.add(data, "expected at least one column")
	}
	if r.row != noRow {
		d.oneRow(root, r.row, "for "+string(r.kind))
	}
	if _, ok := root.get("entitySet"); !ok && r.kind == dynamics.Action && hasRow(root) {
		d.addMissing(root, "entitySet", "missing, required with id or key")
	}
	d.sequenceAlone(root)
	d.checkRelated(root, op)
	d.checkNames(root, op)
}

// checkFields checks that the operation has the fields that its rule requires,
// and none that only others take.
func (d *decoder) checkFields(root node, r rule) {
	for _, name := range r.required {
		if _, ok := root.get(name); !ok && name != "" {
			d.addMissing(root, name, "missing, required for %s", r.kind)
		}
	}
	all := rules()
	for _, m := range root.members {
		if m.name != "" && !r.takes(m.name) && slices.ContainsFunc(all[:], func(other rule) bool { return other.takes(m.name) }) {
			d.add(m.value, "not allowed for %s", r.kind)
		}
	}
}
