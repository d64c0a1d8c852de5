package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
)

// checkDigits rejects a sequence's number that has more digits after the point than
// its column keeps: Dataverse rounds it, and the rounded value compares wrongly with
// others. A whole number needs no check, and costs no request.
func (c *Client) checkDigits(ctx context.Context, op Operation) error {
	digits := fractionDigits(op.Sequence.Value)
	if digits == 0 {
		return nil
	}
	kept, err := c.decimalDigits(ctx, op)
	if e, ok := errors.AsType[*Error](err); ok && ClassOf(e) == Rejected {
		return rejection(op, "sequence: column "+op.Sequence.Column+" is no Decimal column, and keeps no digits after the point: use a Big column with whole numbers, or a Text column with digits")
	}
	if err != nil || digits <= kept {
		return err
	}
	return rejection(op, fmt.Sprintf("sequence: the value has %d digits after the point, and column %s keeps %d: use a Big column with whole numbers, or a Text column with digits",
		digits, op.Sequence.Column, kept))
}

// fractionDigits is the number of digits that a JSON number has after the point,
// zeros at its end left out. It is 0 for a string.
func fractionDigits(value json.RawMessage) int {
	if strings.HasPrefix(string(value), `"`) {
		return 0
	}
	_, fraction, _ := strings.Cut(string(value), ".")
	return len(strings.TrimRight(fraction, "0"))
}

// decimalDigits is the Precision of a Decimal column. It is asked for once, and is a
// refusal for a column of another type.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/decimalattributemetadata
func (c *Client) decimalDigits(ctx context.Context, op Operation) (int, error) {
	kept, known := c.decimals.get(op.EntitySet, op.Sequence.Column)
	if known {
		return kept, nil
	}
	a, err := c.columnDefinition(ctx, op.EntitySet, op.Sequence.Column, "DecimalAttributeMetadata?$select=Precision")
	if errors.Is(err, errNoTable) {
		return math.MaxInt, nil // as the write will be told
	}
	if err != nil {
		return 0, err
	}
	var column struct{ Precision *int }
	if json.Unmarshal(a.body, &column) != nil || column.Precision == nil {
		return 0, columnRequest().unread(a, "the answer is not the definition of a Decimal column")
	}
	c.decimals.put(op.EntitySet, op.Sequence.Column, *column.Precision)
	return *column.Precision, nil
}
