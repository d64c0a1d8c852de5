package routes

import (
	"bytes"
	"encoding/json"

	"sns-dynamics/internal/operation"
)

// pretty returns JSON text with one value a line, the members of objects in the order of their
// names, and numbers as they are spelt. Two texts are equal digit for digit if their pretty
// texts are equal.
func pretty(text []byte) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(operation.Value(text)) != nil {
		return text
	}
	return b.Bytes()
}
