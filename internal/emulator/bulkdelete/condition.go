package bulkdelete

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// predicate reports whether a row is to be deleted at a time.
type predicate func(r *store.Row, now time.Time) bool

// compile makes the predicate of a query on a table. Without criteria every row matches.
// The error is an *odata.Error.
func (q query) compile(t *schema.Table) (predicate, error) {
	if q.Distinct {
		return nil, odata.NotCovered("Distinct of %s", action)
	}
	var all []predicate
	any := false
	if q.Criteria != nil {
		switch q.Criteria.FilterOperator {
		case "", "And":
		case "Or":
			any = len(q.Criteria.Conditions) > 0
		default:
			return nil, odata.NotCovered("the FilterOperator %s of %s", q.Criteria.FilterOperator, action)
		}
		for _, c := range q.Criteria.Conditions {
			p, err := c.compile(t)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return func(r *store.Row, now time.Time) bool {
		if any {
			return slices.ContainsFunc(all, func(p predicate) bool { return p(r, now) })
		}
		return !slices.ContainsFunc(all, func(p predicate) bool { return !p(r, now) })
	}, nil
}

// compile makes the predicate of one condition. No value is like an empty column. Operators
// that negate are not covered: no document says whether they take empty columns, and a wrong
// guess would delete rows.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/conditionoperator
func (c condition) compile(t *schema.Table) (predicate, error) {
	col := t.Columns[c.AttributeName]
	if col == nil {
		if t.LacksColumn(c.AttributeName) {
			return nil, odata.NotCovered("the column %s of %s", c.AttributeName, t.Name)
		}
		return nil, odata.Refuse(http.StatusBadRequest, "0x80041103", "'%s' entity doesn't contain attribute with Name = '%s' and NameMapping = 'Logical'.", t.Name, c.AttributeName)
	}
	if slices.Contains(uncovered, string(col.Kind)) {
		return nil, odata.NotCovered("%s by %s, a column of the type %s", action, c.AttributeName, col.Kind)
	}
	of := func(r *store.Row) any { return comparable(col, r.Property(col)) }
	if c.Operator == "Null" || c.Operator == "NotNull" {
		return func(r *store.Row, _ time.Time) bool { return (of(r) == nil) == (c.Operator == "Null") }, nil
	}
	if since, dated := olderThan[c.Operator]; dated {
		return c.older(col, of, since)
	}
	test, known := tests[c.Operator]
	dates := strings.HasPrefix(c.Operator, "On")
	if !known || dates && col.Class() != odata.ClassTime || c.Operator != "In" && len(c.Values) != 1 || len(c.Values) == 0 {
		return nil, odata.NotCovered("%s by %s %s with %d values", action, c.AttributeName, c.Operator, len(c.Values))
	}
	var values []any
	for _, v := range c.Values {
		cell, err := v.cell(col)
		if err != nil {
			return nil, err
		}
		values = append(values, cell)
	}
	return func(r *store.Row, _ time.Time) bool {
		v := of(r)
		return v != nil && slices.ContainsFunc(values, func(want any) bool { return test(v, want) })
	}, nil
}

// uncovered are the types of columns without conditions.
var uncovered = []string{string(schema.KindMulti), string(schema.KindBinary), string(schema.KindFile), string(schema.KindImage), string(schema.KindOther)}

// tests are the operators that compare a value with another.
var tests = map[string]func(v, want any) bool{
	"Equal": schema.Equal, "In": schema.Equal,
	"LessThan": func(v, want any) bool { return schema.Compare(v, want) < 0 }, "LessEqual": func(v, want any) bool { return schema.Compare(v, want) <= 0 },
	"GreaterThan": func(v, want any) bool { return schema.Compare(v, want) > 0 }, "GreaterEqual": func(v, want any) bool { return schema.Compare(v, want) >= 0 },
	"On":         func(v, want any) bool { return day(v) == day(want) },
	"OnOrBefore": func(v, want any) bool { return day(v) <= day(want) },
	"OnOrAfter":  func(v, want any) bool { return day(v) >= day(want) },
}

func day(v any) string {
	date, _, _ := strings.Cut(v.(string), "T")
	return date
}

// olderThan are the operators that compare a date with so many units before now. Whole days
// end at midnight, in UTC: of the possible readings this one deletes the fewest rows.
var olderThan = map[string]func(now time.Time, n int) time.Time{
	"OlderThanXMinutes": func(now time.Time, n int) time.Time { return now.Add(time.Duration(-n) * time.Minute) },
	"OlderThanXHours":   func(now time.Time, n int) time.Time { return now.Add(time.Duration(-n) * time.Hour) },
	"OlderThanXDays":    func(now time.Time, n int) time.Time { return midnight(now).AddDate(0, 0, -n) },
	"OlderThanXWeeks":   func(now time.Time, n int) time.Time { return midnight(now).AddDate(0, 0, -7*n) },
	"OlderThanXMonths":  func(now time.Time, n int) time.Time { return midnight(now).AddDate(0, -n, 0) },
	"OlderThanXYears":   func(now time.Time, n int) time.Time { return midnight(now).AddDate(-n, 0, 0) },
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func (c condition) older(col *schema.Column, of func(*store.Row) any, since func(time.Time, int) time.Time) (predicate, error) {
	if col.Class() != odata.ClassTime || len(c.Values) != 1 {
		return nil, odata.NotCovered("%s by %s %s with %d values", action, c.AttributeName, c.Operator, len(c.Values))
	}
	n, valid := number(c.Values[0].Value, 1, 100_000)
	if !valid {
		return nil, badParameter("Cannot convert the literal '" + c.Values[0].Value + "' to the expected type 'Edm.Int32'.")
	}
	return func(r *store.Row, now time.Time) bool {
		v := of(r)
		return v != nil && schema.Compare(v, since(now.UTC(), n).Format(odata.TimeLayout)) < 0
	}, nil
}

// comparable is the value of a column in the form in which dates compare.
func comparable(col *schema.Column, v any) any {
	if text, ok := v.(string); ok && col.Kind == schema.KindDateOnly {
		v, _ = odata.Midnight(text)
	}
	return v
}

// cell is the value of a condition as the column holds it. The error is an *odata.Error.
func (v value) cell(col *schema.Column) (any, error) {
	switch col.Class() {
	case odata.ClassText:
		return v.Value, nil
	case odata.ClassGUID:
		if id, ok := guid.Parse(strings.Trim(v.Value, "{}")); ok {
			return id, nil
		}
	case odata.ClassBool:
		if b, err := strconv.ParseBool(v.Value); err == nil {
			return b, nil
		}
	case odata.ClassNumber:
		if _, err := strconv.ParseFloat(v.Value, 64); err == nil {
			return json.Number(v.Value), nil
		}
	case odata.ClassTime:
		if at, err := time.Parse(time.RFC3339, v.Value); err == nil {
			return at.UTC().Format(odata.TimeLayout), nil
		}
		if _, err := time.Parse(odata.DateLayout, v.Value); err == nil {
			at, _ := odata.Midnight(v.Value)
			return at, nil
		}
	}
	return nil, badParameter("Cannot convert the literal '" + v.Value + "' to the expected type '" + schema.EDMTypes[col.Kind] + "'.")
}
