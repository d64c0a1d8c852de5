package dynamicstest

import "strings"

// stateLabels are the labels of statecode and statuscode, by value, in tables where
// they are not those of stateLabelsOfMost.
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

// stateLabelsOfMost are those of a table with the states that every new one has.
var stateLabelsOfMost = [2]map[int64]string{{0: "Active", 1: "Inactive"}, {1: "Active", 2: "Inactive"}}

// labelStates names the states of rows, where nobody has named them.
func (t *table) labelStates() {
	labels, special := stateLabels[t.Name]
	if !special && len(t.States) == 2 {
		labels = stateLabelsOfMost
	}
	for i, name := range []string{"statecode", "statuscode"} {
		if c := t.columns[name]; c != nil && c.labels == nil {
			c.labels = labels[i]
		}
	}
}

// answers are the labels of true and false, which a new column has as Yes and No.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/booleanattributemetadata
func (t *table) answers(c *column) (yes, no string) {
	switch {
	case strings.HasPrefix(c.name, "donot"):
		return "Do Not Allow", "Allow"
	case t.Name == "systemuser" && c.name == "isdisabled":
		return "Disabled", "Enabled"
	}
	return "Yes", "No"
}
