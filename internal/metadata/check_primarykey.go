package metadata

import (
	"strings"

	"sns-dynamics/internal/dynamics"
)

// primaryKey checks that a body names no other row than the operation does, by the
// primary key of the table. The decoder knows it by its name only.
func (c *checker) primaryKey(table string, body map[string]any, op dynamics.Operation) {
	name := c.id(table)
	value, given := body[name]
	if name == "" || !given {
		return
	}
	text, _ := value.(string)
	switch {
	case op.Row.ID == "" && op.Kind == dynamics.Create:
		c.add(at{"data", name}, "not allowed: name the row that is to be made by /id")
	case op.Row.ID != "" && op.Row.ID != dynamics.UnknownID && !strings.EqualFold(text, op.Row.ID):
		c.add(at{"data", name}, "expected the row of /id, or no such column")
	}
}
