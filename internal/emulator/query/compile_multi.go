package query

import (
	"slices"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// multiFunctions are the functions that only columns with several options take.
// DoesNotContainValues leaves out a row whose column is empty. That is a doubt: no document
// describes such a row.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/multi-select-picklist#query-data-from-choices
var multiFunctions = []string{"ContainValues", "DoesNotContainValues"}

// multiFunction makes the predicate of a function on a column with several options. In and
// NotIn compare whole selections. ContainValues wants one of the values.
func multiFunction(t *schema.Table, col *schema.Column, f *odata.QueryFunction) (predicate, error) {
	contain := slices.Contains(multiFunctions, f.Name)
	if col.Kind != schema.KindMulti {
		return nil, odata.NotCovered("%s of %s, which takes one value", f.Name, col.Name)
	}
	if !contain && f.Name != "In" && f.Name != "NotIn" {
		return nil, odata.NotCovered("%s of %s, which takes several options", f.Name, col.Name)
	}
	var wanted []string
	for _, text := range f.Values {
		selection, err := selectionOf(t, col, text)
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, selection)
	}
	of, err := columnOperand(col)
	if err != nil {
		return nil, err
	}
	negated := f.Name == "NotIn" || f.Name == "DoesNotContainValues"
	return func(r *store.Row) bool {
		cell, given := of.value(r).(string)
		if !given {
			return f.Name == "NotIn"
		}
		if !contain {
			return slices.Contains(wanted, cell) != negated
		}
		values, _ := schema.ParseSelections(cell)
		return slices.ContainsFunc(values, func(n int64) bool { return slices.Contains(wanted, schema.JoinSelections([]int64{n})) }) != negated
	}, nil
}

// selection is the right side of a comparison of a column with several options: a whole
// selection in the form of a cell, or null. Other comparisons are not covered.
func (c compiler) selection(f *odata.Comparison, left, right operand) (operand, error) {
	text, isText := "", false
	if right.multi == nil && right.class != odata.ClassNull && f.Right.Quoted {
		text, isText = right.value(nil).(string)
	}
	switch {
	case left.multi == nil || f.Operator != "eq" && f.Operator != "ne" || !isText && right.class != odata.ClassNull:
		return right, odata.NotCovered("this comparison of a column with several options")
	case !isText:
		return right, nil
	}
	selection, err := selectionOf(c.table, left.multi, text)
	right.value = func(*store.Row) any { return selection }
	return right, err
}

// selectionOf reads a literal for a column with several options, in the form of a cell. An
// empty literal and a literal with values twice are not covered.
func selectionOf(t *schema.Table, col *schema.Column, text string) (string, error) {
	values, err := schema.ParseSelections(text)
	if err != nil {
		return "", odata.QuerySyntax("'" + text + "' is no value of " + col.Property())
	}
	slices.Sort(values)
	if len(values) == 0 {
		return "", odata.NotCovered("an empty selection of %s of %s in $filter", col.Name, t.Name)
	}
	return schema.JoinSelections(values), nil
}
