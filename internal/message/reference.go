package message

import (
	"encoding/json"
	"strings"

	"sns-dynamics/internal/dynamics"
)

// bindSuffix is that of the members by which a lookup is set.
const bindSuffix = "@odata.bind"

// parts is what the operations of a batch know of each other.
type parts struct {
	named   map[string]int // by contentId, the first operation that has it
	decoded []part         // those that come before the one at hand
}

// part is an operation of a batch.
type part struct {
	op     dynamics.Operation
	broken bool // it has problems of its own
}

func newParts(items []node) *parts {
	p := &parts{named: map[string]int{}}
	for i, item := range items {
		name, _ := item.get("contentId")
		if _, taken := p.named[name.text]; name.kind == text && !taken {
			p.named[name.text] = i
		}
	}
	return p
}

// refers reports whether a value is the contentId of another operation, or is
// meant to be: no id and no URL begins like one.
func (d *decoder) refers(n node) bool {
	return d.parts != nil && n.kind == text && strings.HasPrefix(n.text, "$")
}

// resolve returns the row that a contentId stands for.
func (d *decoder) resolve(n node) dynamics.Reference {
	to, ok := d.parts.lookUp(n)
	if !ok {
		if why := d.parts.why(n); why != "" {
			d.add(n, "expected the contentId of an earlier operation: %s", why)
		}
	}
	return to
}

// lookUp finds the row of an earlier operation by its contentId.
func (p *parts) lookUp(n node) (dynamics.Reference, bool) {
	i, ok := p.named[strings.TrimPrefix(n.text, "$")]
	if !ok || i >= len(p.decoded) {
		return dynamics.Reference{}, false
	}
	op := p.decoded[i].op
	to := dynamics.Reference{EntitySet: op.EntitySet, Row: op.Row}
	switch {
	case op.Kind != dynamics.Create:
	case to.Row.IsZero():
		to.Row.ID = dynamics.UnknownID
	case op.OwnID != "" && op.HasRelated():
		to.Row = dynamics.Row{ID: op.OwnID}
	}
	return to, !to.Row.IsZero() && op.Kind != dynamics.Delete && !p.decoded[i].broken
}

// why says what is wrong with a contentId that names no row; nothing where that
// is said already.
func (p *parts) why(n node) string {
	name := strings.TrimPrefix(n.text, "$")
	i, ok := p.named[name]
	switch {
	case !isContentID(name):
		return "$ and 1 to 64 letters, digits and underscores"
	case !ok:
		return "none is called " + name
	case i == len(p.decoded):
		return name + " is this one"
	case i > len(p.decoded):
		return name + " comes later"
	case p.decoded[i].broken:
		return ""
	case p.decoded[i].op.Kind == dynamics.Delete:
		return name + " deletes its row"
	}
	return name + " has no row"
}

// body is an object to send byte for byte, but for lookups of a batch that name an
// earlier operation: there the URL of its row takes the place of the name.
func (d *decoder) body(n node) json.RawMessage {
	if !d.is(n, object) {
		return nil
	}
	if d.parts == nil {
		return n.raw
	}
	ids(n, func(id node) {
		if d.refers(id) {
			// Dataverse would take $1 for the first of the requests sent.
			d.add(id, "expected the contentId of an operation in a member that ends in %s alone", bindSuffix)
		}
	})
	var named []node
	bindings(n, func(lookup node) {
		if d.refers(lookup) {
			named = append(named, lookup)
		}
	})
	if len(named) == 0 {
		return n.raw
	}
	var b []byte
	rest := 0
	for _, lookup := range named {
		at := lookup.start - n.start
		b = append(append(b, n.raw[rest:at]...), `"/`+d.resolve(lookup).Path()+`"`...)
		rest = at + len(lookup.raw)
	}
	return append(b, n.raw[rest:]...)
}

// bindings yields the values of all lookups in a body, those of rows to insert
// along included, in the order in which they stand.
func bindings(n node, yield func(node)) {
	for _, item := range n.items {
		bindings(item, yield)
	}
	for _, m := range n.members {
		switch {
		case !strings.HasSuffix(m.name, bindSuffix):
			bindings(m.value, yield)
		case m.value.kind == array:
			for _, item := range m.value.items {
				yield(item)
			}
		default:
			yield(m.value)
		}
	}
}

// ids yields the values by which rows in a body are named.
func ids(n node, yield func(node)) {
	for _, item := range n.items {
		ids(item, yield)
	}
	for _, m := range n.members {
		if m.name == "@odata.id" {
			yield(m.value)
		}
		ids(m.value, yield)
	}
}
