package delivery

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"io"
)

// reader reads an event or an envelope in one pass. It keeps the first problem: a value in
// another form than SNS and SQS write it. It stops at a text that is not JSON.
type reader struct {
	jsontext.Decoder
	buffer  bytes.Buffer // the text
	copied  []byte       // the text of open
	scratch []byte       // the last string that was read, if it has escapes
	err     error        // the first error of the JSON decoder
	problem string
	place   string // of the records in the event
	// source is the source of an event without records, and isBridge says that the event
	// has the form of an event of EventBridge.
	source   string
	isBridge bool
}

func newReader(text []byte) *reader {
	r := &reader{}
	r.start(text)
	return r
}

// open makes the reader read another text. The reader keeps its memory, because an event has an
// envelope in each record.
func (r *reader) open(text string) {
	r.copied = append(r.copied[:0], text...)
	r.err, r.problem = nil, ""
	r.start(r.copied)
}

func (r *reader) start(text []byte) {
	r.buffer = *bytes.NewBuffer(text)
	// The decoder accepts half a surrogate pair: one message must not refuse the others.
	r.Reset(&r.buffer, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// more reports whether the open object or array has another member or item. If not, more
// reads its end.
func (r *reader) more() bool {
	switch r.PeekKind() {
	case jsontext.KindEndObject, jsontext.KindEndArray, jsontext.KindInvalid:
		r.token()
		return false
	}
	return r.err == nil
}

// token reads one end of an object or array.
func (r *reader) token() {
	_, err := r.ReadToken()
	r.note(err)
}

// characters reads a string, which may be the name of a member. The characters are valid until
// the next read.
func (r *reader) characters() []byte {
	quoted, err := r.ReadValue()
	r.note(err)
	switch {
	case err != nil:
		return nil
	case bytes.IndexByte(quoted, '\\') < 0:
		return quoted[1 : len(quoted)-1]
	}
	r.scratch, _ = jsontext.AppendUnquote(r.scratch[:0], quoted) // U+FFFD replaces half a surrogate pair
	return r.scratch
}

// value reads any value unchanged.
func (r *reader) value() json.RawMessage {
	raw, err := r.ReadValue()
	r.note(err)
	return json.RawMessage(raw.Clone())
}

func (r *reader) skip() { r.note(r.SkipValue()) }

// note keeps the first error of the JSON decoder.
func (r *reader) note(err error) {
	if r.err == nil {
		r.err = err
	}
}

// isRead reports whether the text was one JSON value and nothing else.
func (r *reader) isRead() bool {
	_, err := r.ReadToken()
	return r.err == nil && err == io.EOF
}

// into reads the start of an object or array of the given kind. It skips a value of another
// kind, and returns false.
func (r *reader) into(kind jsontext.Kind, place, what string) bool {
	switch r.PeekKind() {
	case kind:
		r.token()
		return true
	case jsontext.KindNull:
	default:
		r.expected(place, what)
	}
	r.skip()
	return false
}

// text reads a string that is a member of an object. in is the place of the object. text
// returns "" for null.
func (r *reader) text(in, name string) string {
	switch r.PeekKind() {
	case jsontext.KindString:
		return string(r.characters())
	case jsontext.KindNull:
	default:
		r.expected(in+name, "a string")
	}
	r.skip()
	return ""
}

func (r *reader) expected(place, what string) {
	if r.problem == "" {
		if r.problem = "expected " + what; place != "" {
			r.problem = place + ": " + r.problem
		}
	}
}
