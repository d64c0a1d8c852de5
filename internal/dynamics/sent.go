package dynamics

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"sns-dynamics/internal/walk"
)

// eachSent yields the texts and numbers that stand in the operation, and in those of
// a batch. It lists nothing: a message may hold a value for every few bytes.
func (op Operation) eachSent(yield func(string)) {
	yield(op.Impersonate.Email)
	yield(op.Tag)
	for _, body := range []json.RawMessage{op.Data, op.Parameters} {
		if text := string(body); walk.Valid(text) {
			eachValueOf(walk.New(text), yield)
		}
	}
	for _, row := range []Row{op.Row, op.Related.Row} {
		for _, k := range row.Key {
			yield(k.Value)
		}
	}
	for i := range op.Operations {
		op.Operations[i].eachSent(yield)
	}
}

// eachValue yields what the operation sends of a row's content, each on one line. Ids
// stay: they name a row and say nothing of it.
func (op Operation) eachValue(yield func(string)) {
	op.eachSent(func(v string) {
		v = oneLine(v)
		if utf8.RuneCountInString(v) >= 2 && v != "true" && v != "false" && !IsGUID(v) {
			yield(v)
		}
	})
}

// eachValueOf yields the strings and numbers of a JSON value. A lookup bound by
// alternate key holds its value in single quotes.
func eachValueOf(c *walk.Cursor, yield func(string)) {
	switch c.Kind() {
	case walk.Object:
		for c.Enter(); !c.Ends(); {
			c.Raw() // the name
			eachValueOf(c, yield)
		}
	case walk.Array:
		for c.Enter(); !c.Ends(); {
			eachValueOf(c, yield)
		}
	case walk.Number:
		yield(c.Raw())
	case walk.String:
		text, _ := c.Text()
		yield(text)
		if _, quoted, ok := strings.Cut(text, "'"); ok {
			yield(quoted[:max(0, strings.LastIndexByte(quoted, '\''))])
		}
	default:
		c.Raw()
	}
}
