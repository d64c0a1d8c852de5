package dynamics

import (
	"encoding/json"
	"strings"

	"sns-dynamics/internal/walk"
)

// eachSent yields the texts and numbers that stand in the operation, and in those of
// a batch. It lists nothing: a message may hold a value for every few bytes.
func (op Operation) eachSent(yield func(string)) {
	yield(op.Impersonate.Email)
	yield(op.Tag)
	for _, body := range []json.RawMessage{op.Data, op.Parameters} {
		if text := string(body); walk.Valid(text) {
			eachValue(walk.New(text), yield)
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

// eachValue yields the strings and numbers of a JSON value. A lookup bound by
// alternate key holds its value in single quotes.
func eachValue(c *walk.Cursor, yield func(string)) {
	switch c.Kind() {
	case walk.Object:
		for c.Enter(); !c.Ends(); {
			c.Raw() // the name
			eachValue(c, yield)
		}
	case walk.Array:
		for c.Enter(); !c.Ends(); {
			eachValue(c, yield)
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
