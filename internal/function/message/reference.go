package message

import (
	"strings"

	"sns-dynamics/internal/operation"
)

// parts holds the rows that operations of a batch refer to by contentId.
type parts struct {
	named   map[string]int // the position of the first operation with a contentId
	decoded []part         // the operations before the current operation
}

// part is the row of an operation of a batch.
type part struct {
	kind   operation.Kind
	to     operation.Reference
	table  string // the logical name of the table, if the operation gives no entity set
	broken bool   // the operation has problems
}

func newParts(n node, count int) *parts {
	p := &parts{named: map[string]int{}, decoded: make([]part, 0, count)}
	for i, item := range n.items() {
		id, _ := item.get("contentId")
		if id.kind != text {
			continue
		}
		if _, taken := p.named[id.text()]; !taken {
			p.named[id.text()] = i
		}
	}
	return p
}

// refers reports whether a value starts like a reference to another operation: with $. No id
// and no URL starts with $.
func (d *decoder) refers(n node) bool {
	return d.parts != nil && n.kind == text && strings.HasPrefix(n.text(), "$")
}

// resolve returns the row of a contentId, and records a problem if the contentId has no row.
func (d *decoder) resolve(name string, at node) operation.Reference {
	p, ok := d.parts.lookUp(name)
	switch {
	case ok && p.table != "":
		d.findings.add(at, "expected the contentId of an operation with entitySet: %s has table in its place", strings.TrimPrefix(name, "$"))
	case !ok:
		if why := d.parts.why(name); why != "" {
			d.findings.add(at, "expected the contentId of an earlier operation: %s", why)
		}
	}
	return p.to
}

// resolveRow returns the row of the operation with a contentId. The operation may have table
// instead of entitySet.
func (d *decoder) resolveRow(name string, at node) operation.Reference {
	if p, ok := d.parts.lookUp(name); ok {
		return p.to
	}
	return d.resolve(name, at)
}

// lookUp returns the operation with a contentId, given with its $. It reports whether the
// operation comes earlier, is valid and has a row.
func (p *parts) lookUp(reference string) (part, bool) {
	i, ok := p.named[strings.TrimPrefix(reference, "$")]
	if !ok || i >= len(p.decoded) {
		return part{}, false
	}
	found := p.decoded[i]
	if found.to.Row.IsZero() && found.kind == operation.Create {
		found.to.Row.ID = operation.UnknownID
	}
	return found, !found.to.Row.IsZero() && found.kind != operation.Delete && !found.broken
}

// why returns the reason for which a contentId names no row. It returns "" if the problems
// already have the reason.
func (p *parts) why(reference string) string {
	name := strings.TrimPrefix(reference, "$")
	i, ok := p.named[name]
	switch {
	case !isContentID(name):
		return "$ and 1 to 64 letters, digits and underscores"
	case !ok:
		return "no operation is called " + name
	case i == len(p.decoded):
		return name + " is this one"
	case i > len(p.decoded):
		return name + " comes later"
	case p.decoded[i].broken:
		return ""
	case p.decoded[i].kind == operation.Delete:
		return name + " deletes its row"
	}
	return name + " has no row"
}
