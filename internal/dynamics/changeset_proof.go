package dynamics

import (
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
	later := newTakers()
	for i := len(op.Operations) - 1; i >= 0; i-- {
		switch p := &op.Operations[i]; p.Kind {
		case Create:
			if p.makesOwnRow() && !later.mayTake(p) {
				found = i
			}
		case Delete, Action:
			later.add(p)
		case Update, Upsert, Associate:
			// It may bind the row to the one that is deleted after it.
			if later.hasDelete {
				later.name(p.Row, p.EntitySet)
				later.name(p.Related.Row, p.Related.EntitySet)
			}
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
}

func newTakers() takers { return takers{rows: map[string]bool{}, tables: map[string]bool{}} }

func (t *takers) add(op *Operation) {
	t.hasDelete = t.hasDelete || op.Kind == Delete
	t.name(op.Row, op.EntitySet)
	if op.Kind == Action {
		text := strings.ToLower(string(op.Parameters))
		// What is escaped may be an id.
		t.isAnyRow = t.isAnyRow || strings.Contains(text, `\u00`)
		for i := 0; i+36 <= len(text); i++ {
			if text[i+8] == '-' && IsGUID(text[i:i+36]) {
				t.name(Row{ID: text[i : i+36]}, "")
			}
		}
	}
}

// name notes a row that may be taken away.
func (t *takers) name(row Row, entitySet string) {
	switch {
	case row.ID != "":
		t.rows[strings.ToLower(row.ID)] = true
	case len(row.Key) > 0:
		t.tables[strings.ToLower(entitySet)] = true
	}
	t.isAnyRow = t.isAnyRow || row.ID == UnknownID || t.tables[activities]
}

// mayTake reports whether the row of an earlier create may be taken away.
func (t *takers) mayTake(made *Operation) bool {
	return t.isAnyRow || t.rows[strings.ToLower(made.Row.ID)] || t.tables[strings.ToLower(made.EntitySet)] || t.hasDelete && made.isBound()
}

// activities is the entity set by which a row of every activity table can be named.
const activities = "activitypointers"

// isBound reports whether the data binds a lookup to another row, or makes rows along
// that may.
func (op Operation) isBound() bool {
	bound := false
	op.eachColumn(func(name string, kind walk.Kind) {
		isBind := strings.HasSuffix(name, "@odata.bind") && kind != walk.Null
		bound = bound || isBind || kind == walk.Object || kind == walk.Array
	})
	return bound
}
