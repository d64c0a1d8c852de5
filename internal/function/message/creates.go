package message

import (
	"cmp"
	"strconv"

	"sns-dynamics/internal/operation"
)

// creates counts the creates of a message that a mapping made, by the table.
type creates map[string]int

// place returns the place of the next create, for its derived id: the name of the table as the
// create has it, a newline, and the contentId; or "#" and the number of the create, from 0,
// among the creates of that table. A contentId has no "#".
func (c creates) place(op operation.Operation) string {
	table := cmp.Or(op.EntitySet, op.Table)
	number := c[table]
	c[table]++
	return table + "\n" + cmp.Or(op.ContentID, "#"+strconv.Itoa(number))
}
