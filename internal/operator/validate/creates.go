package validate

import (
	"crypto/sha256"
	"fmt"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/source"
)

// creates are the rows that the messages create. Two messages may create the same row: the
// second create succeeds and changes nothing.
type creates struct {
	rows    map[[16]byte]place // by a hash of the row, because there may be a million
	twice   []string
	more    int // not listed
	nameNo  int // creates that name no row
	firstNo place
}

type place struct {
	file string
	line int
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

func (c *creates) check(item source.Item, op operation.Operation) []message.Problem {
	for _, part := range op.Operations {
		c.check(item, part)
	}
	if op.Kind != operation.Create {
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
	case len(c.twice) == maxWarnings:
		c.more++
	default:
		c.twice = append(c.twice, fmt.Sprintf("%s: creates the row that %s creates: the one that comes second changes nothing", at, first))
	}
	return nil
}

func (c *creates) warnings() []string {
	all := c.twice
	if c.more > 0 {
		all = append(all, fmt.Sprintf("%s more create a row that another message creates", number.Grouped(c.more)))
	}
	switch {
	case c.nameNo == 1:
		all = append(all, fmt.Sprintf("%s: the create names no id or key: published again, it makes another row", c.firstNo))
	case c.nameNo > 1:
		all = append(all, fmt.Sprintf("%s creates (the first: %s) name no id or key: published again, they make other rows", number.Grouped(c.nameNo), c.firstNo))
	}
	return all
}
