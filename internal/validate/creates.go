package validate

import (
	"crypto/sha256"
	"fmt"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/outgoing"
	"sns-dynamics/internal/source"
)

// creates are the rows that the messages create, for what is only wrong with
// several of them: a row is made once, and a second create of it is a success
// that changes nothing.
type creates struct {
	rows    map[[16]byte]place // by a hash of the row, as there may be a million
	twice   []string
	more    int // beyond those listed
	nameNo  int // creates that name no row
	firstNo place
}

type place struct {
	file string
	line int
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

func (c *creates) check(item source.Item, op dynamics.Operation) []message.Problem {
	for _, part := range op.Operations {
		c.check(item, part)
	}
	if op.Kind != dynamics.Create {
		return nil
	}
	at := place{item.File, item.Line}
	if op.Row.IsZero() {
		if c.nameNo++; c.nameNo == 1 {
			c.firstNo = at
		}
		return nil
	}
	hash := sha256.Sum256([]byte(outgoing.Row(op)))
	row := [16]byte(hash[:])
	first, again := c.rows[row]
	switch {
	case !again && c.rows == nil:
		c.rows = map[[16]byte]place{row: at}
	case !again:
		c.rows[row] = at
	case len(c.twice) == mostWarnings:
		c.more++
	default:
		c.twice = append(c.twice, fmt.Sprintf("%s: creates the row that %s creates: the one that comes second changes nothing", at, first))
	}
	return nil
}

func (c *creates) warnings() []string {
	all := c.twice
	if c.more > 0 {
		all = append(all, fmt.Sprintf("%d more create a row that another message creates", c.more))
	}
	switch {
	case c.nameNo == 1:
		all = append(all, fmt.Sprintf("%s: the create names no id or key: published again, it makes another row", c.firstNo))
	case c.nameNo > 1:
		all = append(all, fmt.Sprintf("%d creates (the first: %s) name no id or key: published again, they make other rows", c.nameNo, c.firstNo))
	}
	return all
}
