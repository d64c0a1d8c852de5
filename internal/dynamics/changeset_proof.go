package dynamics

import (
	"slices"
	"strings"

	"sns-dynamics/internal/walk"
)

// proof is the position of the operation whose row, where it is there, says that the
// batch was carried out: the first create of a row that nothing else makes, and that
// nothing in the batch may take away. It is negative where there is none.
//
// What takes a row away is a later delete of it, a later delete of any row where the
// create is bound to one, as a cascade may take it along, and a later action that is
// bound to the row or names it. What any other action does with rows is not for a
// batch to know.
func (op Operation) proof() int {
	found := -1
	// From the end, so that the later operations are known.
	later := takers{rows: map[string]bool{}, tables: map[string]bool{}}
	for i := len(op.Operations) - 1; i >= 0; i-- {
		switch p := &op.Operations[i]; p.Kind {
		case Create:
			if p.makesOwnRow() && !later.mayTake(p) {
				found = i
			}
		case Delete, Action:
			later.add(p)
		}
	}
	return found
}

// takers are the operations by which a batch may take rows away.
type takers struct {
	rows      map[string]bool // ids, in small letters
	tables    map[string]bool // entity sets of which a row is named by an alternate key
	isAnyRow  bool            // a row that is not known is named
	hasDelete bool
	texts     []string // parameters of actions, in small letters
}

func (t *takers) add(op *Operation) {
	t.hasDelete = t.hasDelete || op.Kind == Delete
	switch {
	case op.Row.ID != "":
		t.rows[strings.ToLower(op.Row.ID)] = true
	case len(op.Row.Key) > 0:
		t.tables[strings.ToLower(op.EntitySet)] = true
	}
	t.isAnyRow = t.isAnyRow || op.Row.ID == UnknownID || t.tables[activities]
	if op.Kind == Action && len(op.Parameters) > 0 {
		text := strings.ToLower(string(op.Parameters))
		// What is escaped may be an id.
		t.isAnyRow = t.isAnyRow || strings.Contains(text, UnknownID) || strings.Contains(text, `\u00`)
		t.texts = append(t.texts, text)
	}
}

// mayTake reports whether the row of an earlier create may be taken away.
func (t *takers) mayTake(made *Operation) bool {
	id := strings.ToLower(made.Row.ID)
	return t.isAnyRow || t.rows[id] || t.tables[strings.ToLower(made.EntitySet)] || t.hasDelete && made.isBound() ||
		id != "" && slices.ContainsFunc(t.texts, func(text string) bool { return strings.Contains(text, id) })
}

// activities is the entity set by which a row of every activity table can be named.
const activities = "activitypointers"

// isBound reports whether the data binds a lookup to another row.
func (op Operation) isBound() bool {
	bound := false
	op.eachColumn(func(name string, kind walk.Kind) {
		bound = bound || strings.HasSuffix(name, "@odata.bind") && kind != walk.Null
	})
	return bound
}
