package message

import (
	"encoding/json/jsontext"
	"slices"
	"strings"
)

// wrong is a value that is invalid in every field.
type wrong struct {
	at   int
	text string // the problem
}

// scan finds the duplicate names and the halves of surrogate pairs in a message. It records
// them in the order of the text.
func (doc *document) scan(found *findings) {
	var all []wrong
	names := make([]string, 0, few)
	for at, v := range doc.values {
		switch v.kind {
		case object:
			all, names = doc.node(at).twins(all, names[:0])
		case text:
			// A decoder would replace half a pair, and the text would then have another meaning.
			if !isWhole(doc.text[v.start:v.end]) {
				all = append(all, wrong{at, "expected text without half a surrogate pair"})
			}
		case memberName:
			if !isWhole(doc.text[v.start:v.end]) {
				all = append(all, wrong{at + 1, "expected a name without half a surrogate pair"})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b wrong) int { return a.at - b.at })
	for _, w := range all {
		found.add(doc.node(w.at), "%s", w.text)
	}
}

// few is the largest number of names that twins searches one by one, without a map.
const few = 16

// twins appends the members of an object whose names are duplicates to all. It uses names as a
// buffer, and returns the buffer, which may have grown.
func (n node) twins(all []wrong, names []string) ([]wrong, []string) {
	var many map[string]bool // the names, for an object with more than few names
	for m := range n.each() {
		switch {
		case many[m.name] || many == nil && slices.Contains(names, m.name):
			all = append(all, wrong{m.value.at, "given twice"})
		case many != nil:
			many[m.name] = true
		case len(names) < few:
			names = append(names, m.name)
		default:
			many = map[string]bool{m.name: true}
			for _, earlier := range names {
				many[earlier] = true
			}
		}
	}
	return all, names
}

// isWhole reports whether a string contains no half of a surrogate pair.
func isWhole(quoted string) bool {
	if !strings.Contains(quoted, `\u`) {
		return true
	}
	_, err := jsontext.AppendUnquote(nil, quoted)
	return err == nil
}
