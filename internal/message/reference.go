package message

import (
	"fmt"
	"strings"

	"sns-dynamics/internal/dynamics"
)

// parts is what the operations of a batch know of each other.
type parts struct {
	named   map[string]int // by contentId, the first operation that has it
	decoded []part         // those that come before the one at hand
}

// part is the row of an operation of a batch.
type part struct {
	kind   dynamics.Kind
	to     dynamics.Reference
	broken bool // it has problems of its own
}

func newParts(n node, count int) *parts {
	p := &parts{named: map[string]int{}, decoded: make([]part, 0, count)}
	c := n.inside()
	for i := 0; !c.Ends(); i++ {
		name, _ := readNode(c, n.start, nil).find("contentId")
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
func (d *decoder) resolve(name string, at fmt.Stringer) dynamics.Reference {
	p, ok := d.parts.lookUp(name)
	if !ok {
		if why := d.parts.why(name); why != "" {
			d.findings.add(at, "expected the contentId of an earlier operation: %s", why)
		}
	}
	return p.to
}

// lookUp finds the row of an earlier operation by $ and its contentId.
func (p *parts) lookUp(reference string) (part, bool) {
	i, ok := p.named[strings.TrimPrefix(reference, "$")]
	if !ok || i >= len(p.decoded) {
		return part{}, false
	}
	found := p.decoded[i]
	if found.to.Row.IsZero() && found.kind == dynamics.Create {
		found.to.Row.ID = dynamics.UnknownID
	}
	return found, !found.to.Row.IsZero() && found.kind != dynamics.Delete && !found.broken
}

// why says what is wrong with a contentId that names no row; nothing where that
// is said already.
func (p *parts) why(reference string) string {
	name := strings.TrimPrefix(reference, "$")
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
	case p.decoded[i].kind == dynamics.Delete:
		return name + " deletes its row"
	}
	return name + " has no row"
}
