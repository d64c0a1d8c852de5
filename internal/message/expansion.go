package message

import (
	"encoding/json"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/walk"
)

// maxSize is how many bytes a message comes to at most, with the row of each
// contentId in its place: see [dynamics.Operation.Size].
const maxSize = 4 << 20

// expansion is the bodies of a batch in which rows take the place of contentIds. They
// are written once the size of all of them is known.
type expansion struct {
	bodies []pending
	grown  int               // the bytes by which all of them grow
	paths  map[string]string // by contentId with its $
}

// pending is a body to expand.
type pending struct {
	part         int
	isParameters bool
	body         node
	grown        int
}

// body is an object to send byte for byte, but for lookups of a batch that name an
// earlier operation: there the URL of its row takes the place of the name, once
// [decoder.expand] is called.
func (d *decoder) body(n node, isParameters bool) json.RawMessage {
	if !d.is(n, object) {
		return nil
	}
	if d.parts == nil {
		return d.bytes(n)
	}
	l := lookups{cursor: walk.New(n.raw)}
	l.named = func(int, int, string) {
		// Dataverse would take $1 for the first of the requests sent.
		d.findings.add(l.at(n), "expected the contentId of an operation in a member that ends in %s alone", bindSuffix)
	}
	isPending, grown := false, 0
	l.bound = func(from, until int, text string) {
		isPending = true
		grown += len(d.path(text, l.at(n))) + len(`"/"`) - (until - from)
	}
	l.value(false)
	if isPending {
		d.expansion.bodies = append(d.expansion.bodies, pending{len(d.parts.decoded), isParameters, n, grown})
		d.expansion.grown += grown
	}
	return d.bytes(n)
}

// path is the address of the row that a contentId stands for.
func (d *decoder) path(text string, at located) string {
	if known, ok := d.expansion.paths[text]; ok {
		return known
	}
	before := d.count()
	to := d.resolve(text, at)
	if d.count() > before || to.Row.IsZero() {
		return ""
	}
	if d.expansion.paths == nil {
		d.expansion.paths = map[string]string{}
	}
	d.expansion.paths[text] = to.Path()
	return d.expansion.paths[text]
}

// expand puts the rows in the place of contentIds, where the message is fine and not
// too long then.
func (d *decoder) expand(op *dynamics.Operation) {
	if d.count() > 0 {
		return
	}
	if size := op.Size() + d.expansion.grown; size > maxSize {
		if op.Kind == dynamics.Batch {
			d.addAt("/operations", "expected at most %d bytes with the row of each contentId in its place, got %d", maxSize, size)
		} else {
			d.addAt("", "expected at most %d bytes in the request, got %d", maxSize, size)
		}
		return
	}
	for _, p := range d.expansion.bodies {
		if part := &op.Operations[p.part]; p.isParameters {
			part.Parameters = d.expanded(p)
		} else {
			part.Data = d.expanded(p)
		}
	}
}

func (d *decoder) expanded(p pending) json.RawMessage {
	b := make([]byte, 0, len(p.body.raw)+p.grown)
	rest := 0
	l := lookups{cursor: walk.New(p.body.raw), named: func(int, int, string) {}}
	l.bound = func(from, until int, text string) {
		b = append(b, p.body.raw[rest:from]...)
		b = append(append(append(b, `"/`...), d.expansion.paths[text]...), '"')
		rest = until
	}
	l.value(false)
	return append(b, p.body.raw[rest:]...)
}

// located is a place within a body.
type located struct {
	body   *place
	within *path
}

func (l *lookups) at(body node) located { return located{body.place, &l.path} }

// String is the JSON pointer.
func (l located) String() string {
	return Pointer(append(l.body.names(), l.within.names()...)...)
}
