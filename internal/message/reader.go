package message

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// reader walks a text that encoding/json found valid, so it looks for no more
// than where each value ends. It copies nothing but strings with escapes.
type reader struct {
	input    []byte
	text     string // the same, for names and values to be cut out of
	at       int    // how far it is read
	problems []Problem
}

// value reads the next value.
func (r *reader) value(at *place) node {
	r.skip()
	start := r.at
	n := node{place: at}
	switch r.text[start] {
	case '{':
		r.readObject(&n)
	case '[':
		r.readArray(&n)
	case '"':
		n.kind, n.text = text, r.readString(at)
	default:
		n.kind, n.text = r.readLiteral()
	}
	n.raw = r.input[start:r.at:r.at]
	return n
}

// skip leaves out what parts two values: blanks, colons and commas.
func (r *reader) skip() {
	for isBetween(r.text[r.at]) {
		r.at++
	}
}

func isBetween(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':'
}

// ends reports whether the object or array under way ends here, and leaves its
// end behind.
func (r *reader) ends() bool {
	r.skip()
	if c := r.text[r.at]; c != '}' && c != ']' {
		return false
	}
	r.at++
	return true
}

// few is how many names are looked through one by one.
const few = 16

func (r *reader) readObject(n *node) {
	n.kind = object
	r.at++
	var seen map[string]bool // only of an object with many members
	for !r.ends() {
		at := &place{in: n.place, name: r.readString(nil)}
		twice := seen[at.name]
		if seen == nil {
			twice = slices.ContainsFunc(n.members, func(m member) bool { return m.name == at.name })
		}
		if twice {
			r.problems = append(r.problems, Problem{at.String(), "given twice"})
		}
		n.members = append(n.members, member{at.name, r.value(at)})
		switch {
		case len(n.members) == few:
			seen = map[string]bool{}
			for _, m := range n.members {
				seen[m.name] = true
			}
		case seen != nil:
			seen[at.name] = true
		}
	}
}

func (r *reader) readArray(n *node) {
	n.kind = array
	r.at++
	for i := 0; !r.ends(); i++ {
		n.items = append(n.items, r.value(&place{in: n.place, name: strconv.Itoa(i)}))
	}
}

// readString reads a string, and refuses at a place half a surrogate pair, which
// encoding/json turns into U+FFFD: the text would name something else than the
// publisher did.
func (r *reader) readString(at *place) string {
	start := r.at
	escaped := false
	for r.at++; r.text[r.at] != '"'; r.at++ {
		if r.text[r.at] == '\\' {
			escaped = true
			r.at++ // what is escaped may be a quote
		}
	}
	r.at++
	if !escaped {
		return r.text[start+1 : r.at-1]
	}
	raw := r.input[start:r.at]
	var s string
	_ = json.Unmarshal(raw, &s) // the whole text is valid
	if at != nil && strings.ContainsRune(s, utf8.RuneError) && !bytes.ContainsRune(raw, utf8.RuneError) &&
		!bytes.Contains(bytes.ToLower(raw), []byte(`\ufffd`)) {
		r.problems = append(r.problems, Problem{at.String(), "expected text without half a surrogate pair"})
	}
	return s
}

// readLiteral reads a number, true, false or null.
func (r *reader) readLiteral() (kind, string) {
	start := r.at
	for r.at < len(r.text) && !isBetween(r.text[r.at]) && r.text[r.at] != '}' && r.text[r.at] != ']' {
		r.at++
	}
	word := r.text[start:r.at]
	switch word[0] {
	case 't', 'f':
		return boolean, word
	case 'n':
		return null, ""
	}
	return number, word
}
