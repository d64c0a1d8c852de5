package query

import (
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// functionTests are the functions of Dataverse's own. Each reports whether a value that is
// not null passes. Days are days of UTC.
var functionTests = map[string]func(v any, values []any, now time.Time) bool{
	"In":         func(v any, values []any, _ time.Time) bool { return among(v, values) },
	"NotIn":      func(v any, values []any, _ time.Time) bool { return !among(v, values) },
	"Between":    func(v any, values []any, _ time.Time) bool { return between(v, values) },
	"NotBetween": func(v any, values []any, _ time.Time) bool { return !between(v, values) },
	"On":         func(v any, values []any, _ time.Time) bool { return dayOf(v) == dayOf(values[0]) },
	"NotOn":      func(v any, values []any, _ time.Time) bool { return dayOf(v) != dayOf(values[0]) },
	"OnOrAfter":  func(v any, values []any, _ time.Time) bool { return dayOf(v) >= dayOf(values[0]) },
	"OnOrBefore": func(v any, values []any, _ time.Time) bool { return dayOf(v) <= dayOf(values[0]) },
	"Today":      func(v any, _ []any, now time.Time) bool { return dayOf(v) == now.Format(odata.DateLayout) },
	"Yesterday": func(v any, _ []any, now time.Time) bool {
		return dayOf(v) == now.AddDate(0, 0, -1).Format(odata.DateLayout)
	},
	"Tomorrow": func(v any, _ []any, now time.Time) bool {
		return dayOf(v) == now.AddDate(0, 0, 1).Format(odata.DateLayout)
	},
}

// anyType are the functions that take a column of any type. The others take a date.
var anyType = []string{"In", "NotIn", "Between", "NotBetween"}

func among(v any, values []any) bool {
	return slices.ContainsFunc(values, func(want any) bool { return schema.Compare(v, want) == 0 })
}

func between(v any, ends []any) bool {
	return schema.Compare(v, ends[0]) >= 0 && schema.Compare(v, ends[1]) <= 0
}

// dayOf returns the date of a stored date and time.
func dayOf(v any) string {
	day, _, _ := strings.Cut(v.(string), "T")
	return day
}

func (c compiler) queryFunction(f *odata.QueryFunction) (predicate, error) {
	col := c.table.Property(f.Property)
	if col == nil {
		return nil, schema.NoSuchProperty(c.table, f.Property)
	}
	if col.Kind == schema.KindMulti || slices.Contains(multiFunctions, f.Name) {
		return multiFunction(c.table, col, f)
	}
	if !slices.Contains(anyType, f.Name) && col.Class() != odata.ClassTime {
		return nil, odata.QuerySyntax("'" + col.Property() + "' has no date, which " + odata.Namespace + f.Name + " needs")
	}
	of, err := columnOperand(col)
	if err != nil {
		return nil, err
	}
	var values []any
	for _, text := range f.Values {
		class, v, _ := odata.Operand{Text: text, Quoted: col.Class() == odata.ClassText}.Literal()
		if class != col.Class() {
			return nil, odata.QuerySyntax("'" + text + "' is no value of " + col.Property())
		}
		values = append(values, v)
	}
	test := functionTests[f.Name]
	return func(r *store.Row) bool {
		v := of.value(r)
		if v == nil { // an empty column equals no value and is on no day
			return f.Name == "NotIn"
		}
		return test(v, values, c.now)
	}, nil
}
