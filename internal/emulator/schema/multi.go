package schema

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/odata"
)

// maxSelections is how many options one row can have in a column.
const maxSelections = 150

// multi is the cell of a column that takes several options: the values in ascending order,
// with commas between them, as the documents show rows. Blanks around a value are dropped.
// What Dataverse does with another order, and with a value that is there twice, is a doubt:
// the emulator sorts the values, and refuses a value that is there twice as not covered. A
// text without values empties the column.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/multi-select-picklist
func (t *Table) multi(c *Column, v string) (any, error) {
	values, err := ParseSelections(v)
	if err != nil {
		return nil, BadLiteral(t, c, v)
	}
	if len(values) > maxSelections {
		return nil, odata.Refuse(http.StatusBadRequest, "0x80050222", "Number of selections for MultiSelectPicklist Attribute Type exceeded maximum limit: %d.", maxSelections)
	}
	for _, n := range values {
		if !slices.Contains(c.Options, n) {
			return nil, outOfOptions(t, c, n)
		}
	}
	slices.Sort(values)
	if len(slices.Compact(slices.Clone(values))) < len(values) {
		return nil, odata.NotCovered("a value that is there twice in %s of %s", c.Name, t.Name)
	}
	if len(values) == 0 {
		return nil, nil
	}
	return JoinSelections(values), nil
}

// ParseSelections reads the values of a column that takes several options. The error is of
// strconv.
func ParseSelections(text string) ([]int64, error) {
	var values []int64
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseInt(strings.TrimSpace(part), 10, 32)
		if err != nil {
			return nil, err
		}
		values = append(values, n)
	}
	return values, nil
}

// JoinSelections writes the values of a column that takes several options.
func JoinSelections(values []int64) string {
	texts := make([]string, len(values))
	for i, n := range values {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(texts, ",")
}

// SelectionLabels are the labels of the options of a cell; "" if an option has no label.
func (c *Column) SelectionLabels(cell string) string {
	values, _ := ParseSelections(cell)
	labels := make([]string, len(values))
	for i, n := range values {
		if labels[i] = c.Labels[n]; labels[i] == "" {
			return ""
		}
	}
	return strings.Join(labels, "; ")
}
