package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

var errNoTable = errors.New("no such table")

// columns caches one fact for each column, by entity set and column. The zero value is
// empty. It is safe for concurrent use.
type columns[V any] struct {
	mu    sync.Mutex
	facts map[[2]string]V
}

func (c *columns[V]) get(entitySet, column string) (fact V, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fact, known = c.facts[[2]string{entitySet, column}]
	return fact, known
}

func (c *columns[V]) put(entitySet, column string, fact V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.facts == nil {
		c.facts = map[[2]string]V{}
	}
	c.facts[[2]string{entitySet, column}] = fact
}

// columnRequest is the request for the definition of a column, for errors.
func columnRequest() webapi.Request {
	return webapi.Request{Op: "read the definition of a column", Method: http.MethodGet, Path: "EntityDefinitions"}
}

// columnDefinition requests the definition of a column of one metadata type, with a
// query. The error is [operation.Rejected] if the column has another type,
// [operation.Misconfigured] if the application user may not read definitions, and
// errNoTable if the table does not exist.
func (c *catalog) columnDefinition(ctx context.Context, entitySet, column, query string) (response, error) {
	tables, err := c.definitions(ctx, entitySet)
	if err != nil {
		return response{}, err
	}
	t, found := tables[entitySet]
	if !found {
		return response{}, errNoTable
	}
	r := columnRequest()
	a, err := c.send(ctx, webapi.UserHeader{}, func(root webapi.Root) webapi.Request {
		r.URL = root.String() + "EntityDefinitions(LogicalName=" + operation.Literal(t.LogicalName) + ")/Attributes(LogicalName=" + operation.Literal(column) + ")/" + webapi.Namespace + query
		return r
	})
	if e, ok := errors.AsType[*Error](err); ok && e.Op == r.Op && e.Status == http.StatusForbidden && ClassOf(e) == operation.Rejected {
		e.finding = findingDefinitions
	}
	return a, err
}

// checkDigits rejects the number of a sequence if it has more digits after the point
// than its column keeps. Dataverse would round it, and the rounded value compares
// wrongly with others. A whole number costs no request.
func (c *catalog) checkDigits(ctx context.Context, op operation.Operation) error {
	digits := fractionDigits(op.Sequence.Value)
	if digits == 0 {
		return nil
	}
	kept, err := c.decimalDigits(ctx, op)
	if e, ok := errors.AsType[*Error](err); ok && ClassOf(e) == operation.Rejected {
		return rejection(op, "sequence: column "+op.Sequence.Column+" is no Decimal column, and keeps no digits after the point: use a Big column with whole numbers, or a Text column with digits")
	}
	if err != nil || digits <= kept {
		return err
	}
	return rejection(op, fmt.Sprintf("sequence: the value has %d digits after the point, and column %s keeps %d: use a Big column with whole numbers, or a Text column with digits",
		digits, op.Sequence.Column, kept))
}

// fractionDigits returns the number of digits after the point of a JSON number, without
// zeros at the end. It is 0 for a string.
func fractionDigits(value json.RawMessage) int {
	if strings.HasPrefix(string(value), `"`) {
		return 0
	}
	_, fraction, _ := strings.Cut(string(value), ".")
	return len(strings.TrimRight(fraction, "0"))
}

// decimalDigits returns the Precision of a Decimal column. It sends a request only once
// for each column. The error is [operation.Rejected] if the column has another type.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/decimalattributemetadata
func (c *catalog) decimalDigits(ctx context.Context, op operation.Operation) (int, error) {
	kept, known := c.decimals.get(op.EntitySet, op.Sequence.Column)
	if known {
		return kept, nil
	}
	a, err := c.columnDefinition(ctx, op.EntitySet, op.Sequence.Column, "DecimalAttributeMetadata?$select=Precision")
	if errors.Is(err, errNoTable) {
		return math.MaxInt, nil // the refusal of the write will say so
	}
	if err != nil {
		return 0, err
	}
	var column struct{ Precision *int }
	if json.Unmarshal(a.body, &column) != nil || column.Precision == nil {
		return 0, unexpectedBody(columnRequest(), a, "the response is not the definition of a Decimal column")
	}
	c.decimals.put(op.EntitySet, op.Sequence.Column, *column.Precision)
	return *column.Precision, nil
}

// mayBeDate reports whether the value of a key is a string that can be a date or a time.
// Only the definition of the column tells a date from a text.
func mayBeDate(k operation.KeyColumn) bool {
	if !k.Quoted || operation.IsGUIDColumn(k.Column) || len(k.Value) < len(time.DateOnly) || k.Value[0] < '0' || k.Value[0] > '9' {
		return false
	}
	_, err := time.Parse(time.DateOnly, k.Value)
	return err == nil || operation.IsTime(k.Value) || operation.IsTimeOfMinute(k.Value)
}

// mayHaveDate reports whether an operation names a row by a value that can be a date.
func mayHaveDate(op operation.Operation) bool {
	return slices.ContainsFunc(op.Row.Key, mayBeDate) || slices.ContainsFunc(op.Related.Row.Key, mayBeDate) ||
		slices.ContainsFunc(op.Operations, mayHaveDate)
}

// dated returns an operation whose keys tell dates from texts, because their literals
// differ.
//
// See https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
func (c *catalog) dated(ctx context.Context, op operation.Operation) (operation.Operation, error) {
	if !mayHaveDate(op) {
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

func (c *catalog) datedRow(ctx context.Context, entitySet string, row operation.Row) (operation.Row, error) {
	if _, _, _, ok := row.Partitioned(); ok {
		return row, nil // such a key has only strings
	}
	row.Key = slices.Clone(row.Key)
	for i, k := range row.Key {
		if !mayBeDate(k) {
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

// isDateColumn reports whether a column holds a date or a time. It sends a request only
// once for each column.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/datetimeattributemetadata
func (c *catalog) isDateColumn(ctx context.Context, entitySet, column string) (isDate bool, err error) {
	isDate, known := c.dateColumns.get(entitySet, column)
	if known {
		return isDate, nil
	}
	a, err := c.columnDefinition(ctx, entitySet, column, "DateTimeAttributeMetadata?$select=Format")
	if e, ok := errors.AsType[*Error](err); ok && ClassOf(e) == operation.Rejected || errors.Is(err, errNoTable) {
		err = nil // no such column, or no date: the response to the operation will say so
	} else if err == nil {
		var found struct{ Format *string }
		if isDate = json.Unmarshal(a.body, &found) == nil && found.Format != nil; !isDate {
			return false, unexpectedBody(columnRequest(), a, "the response is not the definition of a DateTime column")
		}
	}
	if err != nil {
		return false, err
	}
	c.dateColumns.put(entitySet, column, isDate)
	return isDate, nil
}
