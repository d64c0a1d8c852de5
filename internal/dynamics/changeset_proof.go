package dynamics

import (
	"slices"
	"strings"

	"sns-dynamics/internal/walk"
)

// proof is the position of the operation whose row, where it is there, says that the
// batch was carried out: the first create of a row that nothing else makes, and that
// nothing in the batch may take away. It is negative where there is none.
func (op Operation) proof() int {
	for i, p := range op.Operations {
		if p.Kind == Create && (p.Derived || p.Row.IsZero()) && !op.mayTakeAway(i) {
			return i
		}
	}
	return -1
}

// mayTakeAway reports whether the batch itself may delete the row that one of its
// operations creates: by a later delete of that row, by a later delete of a row that
// the create is bound to, whose cascade takes it along, or by an action that is bound
// to the row or names it. What any other action does with rows is not for a batch to
// know.
func (op Operation) mayTakeAway(create int) bool {
	row := Reference{op.Operations[create].EntitySet, op.Operations[create].Row}
	return slices.ContainsFunc(op.Operations[create+1:], func(later Operation) bool {
		switch later.Kind {
		case Delete:
			return (Reference{later.EntitySet, later.Row}).mayBe(row) || op.Operations[create].isBound()
		case Action:
			return (Reference{later.EntitySet, later.Row}).mayBe(row) || later.names(row.Row)
		}
		return false
	})
}

// activities is the entity set by which a row of every activity table can be named.
const activities = "activitypointers"

// mayBe reports whether a reference may name the row of a create. One by an alternate
// key may be any row of its table.
func (r Reference) mayBe(made Reference) bool {
	switch {
	case r.Row.IsZero():
		return false
	case r.Row.ID == UnknownID:
		return true
	case r.Row.ID != "":
		return strings.EqualFold(r.Row.ID, made.Row.ID)
	}
	return strings.EqualFold(r.EntitySet, made.EntitySet) || strings.EqualFold(r.EntitySet, activities)
}

// isBound reports whether the data binds a lookup to another row.
func (op Operation) isBound() bool {
	bound := false
	op.eachColumn(func(name string, kind walk.Kind) {
		bound = bound || strings.HasSuffix(name, "@odata.bind") && kind != walk.Null
	})
	return bound
}

// names reports whether the parameters of an action hold the id of a row, or of one
// that is not known yet. What is escaped may be an id.
func (op Operation) names(row Row) bool {
	text := strings.ToLower(string(op.Parameters))
	return strings.Contains(text, `\u00`) || row.ID != "" && strings.Contains(text, strings.ToLower(row.ID)) || strings.Contains(text, UnknownID)
}
