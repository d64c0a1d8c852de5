package message

import (
	"encoding/json"

	"sns-dynamics/internal/operation"
)

// maxSize is the limit, in bytes, of a message in which rows have replaced the contentIds; see
// [operation.Operation.Size].
const maxSize = operation.MaxSize

// expansion holds the bodies of a batch in which rows replace contentIds. The decoder writes
// the bodies after it knows their total size.
type expansion struct {
	bodies []pending
	grown  int               // the bytes by which all bodies together grow
	paths  map[string]string // the path of a row by contentId with its $
}

// pending is a body with contentIds to replace.
type pending struct {
	part         int
	isParameters bool
	body         node
	grown        int
}

// body decodes an object that the function sends unchanged. In a batch, the URL of a row
// replaces a lookup that names an earlier operation: [decoder.expand] does that.
func (d *decoder) body(n node, isParameters bool) json.RawMessage {
	if !d.is(n, object) {
		return nil
	}
	if d.parts == nil {
		return d.bytes(n)
	}
	l := lookups{}
	l.named = func(id node, _ string) {
		// To Dataverse, $1 is the first request of the batch that it receives.
		d.add(id, "expected the contentId of an operation in a member that ends in %s alone", bindSuffix)
	}
	isPending, grown := false, 0
	l.bound = func(reference node, text string) {
		isPending = true
		grown += len(d.path(text, reference)) + len(`"/"`) - len(reference.raw())
	}
	l.value(n, false)
	if isPending {
		d.expansion.bodies = append(d.expansion.bodies, pending{len(d.parts.decoded), isParameters, n, grown})
		d.expansion.grown += grown
	}
	return d.bytes(n)
}

// path returns the path of the row of a contentId, or "" if the contentId has no row.
func (d *decoder) path(text string, at node) string {
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

// expand replaces contentIds by rows, if the message has no problem. It refuses a message that
// would then exceed maxSize.
func (d *decoder) expand(op *operation.Operation) {
	if d.count() > 0 {
		return
	}
	if size := op.Size() + d.expansion.grown; size > maxSize {
		if op.Kind == operation.Batch {
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
	body := d.bytes(p.body)
	b := make([]byte, 0, len(body)+p.grown)
	rest, start := 0, p.body.start()
	l := lookups{named: func(node, string) {}}
	l.bound = func(reference node, text string) {
		from := reference.start() - start
		b = append(b, body[rest:from]...)
		b = append(append(append(b, `"/`...), d.expansion.paths[text]...), '"')
		rest = from + len(reference.raw())
	}
	l.value(p.body, false)
	return append(b, body[rest:]...)
}
