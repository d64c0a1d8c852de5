package schema

import "strings"

// stateLabels are the labels of statecode and statuscode, by value, in tables where
// they differ from stateLabelsOfMost.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/lead
var stateLabels = map[string][2]map[int64]string{
	"lead": {
		{0: "Open", 1: "Qualified", 2: "Disqualified"},
		{1: "New", 2: "Contacted", 3: "Qualified", 4: "Lost", 5: "Cannot Contact", 6: "No Longer Interested", 7: "Canceled"},
	},
	"opportunity": {{0: "Open", 1: "Won", 2: "Lost"}, {1: "In Progress", 2: "On Hold", 3: "Won", 4: "Canceled", 5: "Out-Sold"}},
	"task": {
		{0: "Open", 1: "Completed", 2: "Canceled"},
		{2: "Not Started", 3: "In Progress", 4: "Waiting on someone else", 5: "Completed", 6: "Canceled", 7: "Deferred"},
	},
	"opportunityclose": {{0: "Open", 1: "Completed", 2: "Canceled"}, {1: "Open", 2: "Completed", 3: "Canceled"}},
}

// stateLabelsOfMost are the state labels of every new table.
var stateLabelsOfMost = [2]map[int64]string{{0: "Active", 1: "Inactive"}, {1: "Active", 2: "Inactive"}}

// labelStates labels the states of rows that have no labels yet.
func (t *Table) labelStates() {
	labels, special := stateLabels[t.Name]
	if !special && len(t.States) == 2 {
		labels = stateLabelsOfMost
	}
	for i, name := range []string{"statecode", "statuscode"} {
		if c := t.Columns[name]; c != nil && c.Labels == nil {
			c.Labels = labels[i]
		}
	}
}

// BooleanLabels are the labels of true and false. A new column has Yes and No.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/booleanattributemetadata
func (t *Table) BooleanLabels(c *Column) (yes, no string) {
	switch {
	case c.Labels != nil:
		return c.Labels[1], c.Labels[0]
	case strings.HasPrefix(c.Name, "donot"):
		return "Do Not Allow", "Allow"
	case t.Name == "systemuser" && c.Name == "isdisabled":
		return "Disabled", "Enabled"
	}
	return "Yes", "No"
}

// Choice is one value of a column with choices, and its label.
type Choice struct {
	Value int64
	Label string
}

// Choices returns the choices of a column that have labels, in the order of the schema. For
// a yes or no column, no comes before yes.
func (t *Table) Choices(c *Column) []Choice {
	if c.Kind == KindBoolean {
		yes, no := t.BooleanLabels(c)
		return []Choice{{0, no}, {1, yes}}
	}
	var all []Choice
	for _, value := range c.Options {
		if label := c.Labels[value]; label != "" {
			all = append(all, Choice{value, label})
		}
	}
	return all
}
