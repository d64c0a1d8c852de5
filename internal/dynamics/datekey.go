package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// mayBeDate reports whether the value of a key is a string that can be a date or a
// time. Only the column's definition tells whether it is one or a text.
func (k KeyColumn) mayBeDate() bool {
	if !k.Quoted || IsGUIDColumn(k.Column) || len(k.Value) < len(time.DateOnly) || !isDigit(k.Value[0]) {
		return false
	}
	return slices.ContainsFunc([]string{time.DateOnly, time.RFC3339, "2006-01-02T15:04Z07:00"}, func(layout string) bool {
		_, err := time.Parse(layout, k.Value)
		return err == nil
	})
}

// mayHaveDate reports whether an operation names a row by a value that can be a date.
func (op Operation) mayHaveDate() bool {
	return slices.ContainsFunc(op.Row.Key, KeyColumn.mayBeDate) || slices.ContainsFunc(op.Related.Row.Key, KeyColumn.mayBeDate) ||
		slices.ContainsFunc(op.Operations, Operation.mayHaveDate)
}

// dated is an operation whose keys tell dates from texts: their literals differ.
//
// See https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
func (c *Client) dated(ctx context.Context, op Operation) (Operation, error) {
	if !op.mayHaveDate() {
		return op, nil
	}
	var err error
	if op.Row, err = c.datedRow(ctx, op.EntitySet, op.Row); err != nil {
		return op, err
	}
	if op.Related.Row, err = c.datedRow(ctx, op.Related.EntitySet, op.Related.Row); err != nil {
		return op, err
	}
	op.Operations = slices.Clone(op.Operations)
	for i := range op.Operations {
		if op.Operations[i], err = c.dated(ctx, op.Operations[i]); err != nil {
			return op, err
		}
	}
	return op, nil
}

func (c *Client) datedRow(ctx context.Context, entitySet string, row Row) (Row, error) {
	if _, _, _, ok := row.Partitioned(); ok {
		return row, nil // of strings alone
	}
	row.Key = slices.Clone(row.Key)
	for i, k := range row.Key {
		if !k.mayBeDate() {
			continue
		}
		isDate, err := c.isDateColumn(ctx, entitySet, k.Column)
		if err != nil {
			return row, err
		}
		row.Key[i].IsDate = isDate
	}
	return row, nil
}

// isDateColumn reports whether a column holds a date or a time. It is asked for once.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/datetimeattributemetadata
func (c *Client) isDateColumn(ctx context.Context, entitySet, column string) (isDate bool, err error) {
	isDate, known := c.dateColumns.get(entitySet, column)
	if known {
		return isDate, nil
	}
	a, err := c.columnDefinition(ctx, entitySet, column, "DateTimeAttributeMetadata?$select=Format")
	if e, ok := errors.AsType[*Error](err); ok && ClassOf(e) == Rejected || errors.Is(err, errNoTable) {
		err = nil // no such column, or no date: the operation is told
	} else if err == nil {
		var found struct{ Format *string }
		if isDate = json.Unmarshal(a.body, &found) == nil && found.Format != nil; !isDate {
			return false, columnRequest().unread(a, "the answer is not the definition of a DateTime column")
		}
	}
	if err != nil {
		return false, err
	}
	c.dateColumns.put(entitySet, column, isDate)
	return isDate, nil
}
