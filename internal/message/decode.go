package message

import (
	"slices"

	"sns-dynamics/internal/dynamics"
)

// Decode reads a message of version 1. The error is an [*Error] that lists
// every problem by JSON pointer.
//
// A create that names no row comes out with a zero Row: which one it makes
// follows from the envelope, see [Envelope.Operation].
func Decode(input []byte) (dynamics.Operation, error) {
	root, problems := parse(input)
	d := decoder{problems: problems}
	var op dynamics.Operation
	switch {
	case len(problems) > 0 && root.kind == "":
		// Not JSON: there is nothing more to say.
	case root.kind != object:
		d.add(root, "expected an object, got %s", root.kind)
	default:
		op = d.operation(root)
	}
	if len(d.problems) > 0 {
		return dynamics.Operation{}, &Error{Problems: d.problems}
	}
	return op, nil
}

// rule says which fields an operation takes. What an operation does not list
// contradicts it.
type rule struct {
	kind              dynamics.Kind
	required, allowed []string
	row               rowRule
}

// rowRule says whether an operation names a row.
type rowRule int

const (
	exactlyOne rowRule = iota + 1
	atMostOne
)

// rules lists the operations in the order in which an error names them.
func rules() []rule {
	return []rule{
		{kind: dynamics.Create, required: []string{"entitySet", "data"}, row: atMostOne},
		{kind: dynamics.Update, required: []string{"entitySet", "data"}, allowed: []string{"ifMatch", "sequence"}, row: exactlyOne},
		{kind: dynamics.Upsert, required: []string{"entitySet", "data"}, allowed: []string{"sequence"}, row: exactlyOne},
		{kind: dynamics.Delete, required: []string{"entitySet"}, allowed: []string{"ifMatch", "sequence"}, row: exactlyOne},
		{kind: dynamics.Associate, required: []string{"entitySet", "navigationProperty", "related"}, row: exactlyOne},
		{kind: dynamics.Disassociate, required: []string{"entitySet", "navigationProperty", "related"}, row: exactlyOne},
		{kind: dynamics.Action, required: []string{"action"}, allowed: []string{"entitySet", "parameters", "repeatable"}, row: atMostOne},
	}
}

// commonFields lists the fields that every operation takes.
func commonFields() []string {
	return []string{"operation", "id", "key", "impersonate", "detectDuplicates", "bypass", "tag"}
}

// operation decodes the fields, each where it stands, and then checks that
// they go together.
func (d *decoder) operation(root node) dynamics.Operation {
	var op dynamics.Operation
	known := map[string]func(node){
		"operation":          func(n node) { op.Kind = dynamics.Kind(d.text(n)) },
		"entitySet":          func(n node) { op.EntitySet = d.name(n) },
		"id":                 func(n node) { op.Row.ID = d.guid(n) },
		"key":                func(n node) { op.Row.Key = d.key(n) },
		"data":               func(n node) { op.Data = d.object(n) },
		"navigationProperty": func(n node) { op.NavigationProperty = d.name(n) },
		"related":            func(n node) { op.Related = d.related(n) },
		"action":             func(n node) { op.Action = d.actionName(n) },
		"parameters":         func(n node) { op.Parameters = d.object(n) },
		"impersonate":        func(n node) { op.Impersonate = d.impersonate(n) },
		"ifMatch":            func(n node) { op.IfMatch = d.etag(n) },
		"sequence":           func(n node) { op.Sequence = d.sequence(n) },
		"repeatable":         func(n node) { op.Repeatable = d.boolean(n) },
		"detectDuplicates":   func(n node) { op.DetectDuplicates = d.boolean(n) },
		"bypass":             func(n node) { op.Bypass = d.bypass(n) },
		"tag":                func(n node) { op.Tag = d.tag(n) },
	}
	d.fields(root, known)
	d.checkRule(root, op, known)
	return op
}

// checkRule checks the fields of the message against the rule of its operation.
func (d *decoder) checkRule(root node, op dynamics.Operation, known map[string]func(node)) {
	field, ok := root.get("operation")
	if !ok {
		d.addAt("/operation", "missing")
		return
	}
	all := rules()
	i := slices.IndexFunc(all, func(r rule) bool { return r.kind == op.Kind })
	if i < 0 {
		if field.kind == text {
			d.add(field, "expected one of create, update, upsert, delete, associate, disassociate, action")
		}
		return
	}
	r := all[i]
	d.checkFields(root, r, known)
	if data, ok := root.get("data"); ok && slices.Contains(r.required, "data") && data.kind == object && len(data.members) == 0 {
		d.add(data, "expected at least one column")
	}
	d.oneRow(root, r.row, "for "+string(r.kind))
	if _, ok := root.get("entitySet"); !ok && r.kind == dynamics.Action && hasRow(root) {
		d.addAt("/entitySet", "missing, required with id or key")
	}
	d.sequenceAlone(root)
}

// checkFields checks that the message has the fields that its rule requires,
// and none that the rule does not know.
func (d *decoder) checkFields(root node, r rule, known map[string]func(node)) {
	for _, name := range r.required {
		if _, ok := root.get(name); !ok {
			d.addAt("/"+name, "missing, required for %s", r.kind)
		}
	}
	takes := slices.Concat(r.required, r.allowed, commonFields())
	for _, m := range root.members {
		if known[m.name] != nil && !slices.Contains(takes, m.name) {
			d.add(m.value, "not allowed for %s", r.kind)
		}
	}
}
