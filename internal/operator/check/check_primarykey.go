package check

import (
	"strings"

	"sns-dynamics/internal/operation"
)

// primaryKey checks that the primary key in a body names the row of the operation. The decoder
// has only the naming rule of primary keys; the metadata has the column.
func (c *checker) primaryKey(table string, body map[string]any, op operation.Operation) {
	name := c.id(table)
	value, given := body[name]
	if name == "" || !given {
		return
	}
	text, _ := value.(string)
	switch {
	case op.Row.ID == "" && op.Kind == operation.Create:
		c.add(at{"data", name}, "not allowed: name the row that is to be made by /id")
	case op.Row.ID != "" && op.Row.ID != operation.UnknownID && !strings.EqualFold(text, op.Row.ID):
		c.add(at{"data", name}, "expected the row of /id, or no such column")
	}
}
