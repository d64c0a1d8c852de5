package operation

import (
	"encoding/json/jsontext"
	"strings"
)

// Proof returns the position of the create that proves whether the batch has run: if its
// row exists, the batch has run. It is the first create of a row that no other writer
// makes and that no later operation of the batch may remove. Proof is negative if the
// batch has no such create.
//
// A later delete of the row removes it. A later delete of any row may remove it by
// cascade if the create binds its row to another row. A later action may remove it if
// the action is bound to the row or names it. The effect of other actions on rows is not
// known here.
//
// No operation of a message names the row of the ledger table. So that row is the proof of
// a batch with HasLedger.
func (op Operation) Proof() int {
	if op.HasLedger {
		return 0
	}
	found := -1
	// The loop starts at the end, so that the later operations are known.
	later := NewRemovals()
	for i := len(op.Operations) - 1; i >= 0; i-- {
		switch p := &op.Operations[i]; p.Kind {
		case Create:
			if p.makesOwnRow() && !later.MayRemove(p) {
				found = i
			}
		case Delete, Action:
			later.Add(p)
		case Update, Upsert, Associate:
			// The operation may bind the row to a row that a later delete removes.
			if later.hasDelete {
				later.name(p.Row, p.EntitySet, p.Table)
				later.name(p.Related.Row, p.Related.EntitySet, "")
			}
		}
	}
	return found
}

// Removals collects the operations of a batch that may remove rows.
type Removals struct {
	rows      map[string]bool // ids, in small letters
	tables    map[string]bool // entity sets with a row that an alternate key names
	logical   map[string]bool // as tables, but logical names whose entity sets are not known yet
	isAnyRow  bool            // an operation names a row that is not known
	hasDelete bool
}

// NewRemovals returns an empty collection.
func NewRemovals() Removals {
	return Removals{rows: map[string]bool{}, tables: map[string]bool{}, logical: map[string]bool{}}
}

// Add notes the rows that a delete or an action may remove.
func (t *Removals) Add(op *Operation) {
	t.hasDelete = t.hasDelete || op.Kind == Delete
	t.name(op.Row, op.EntitySet, op.Table)
	if op.Kind == Action {
		text := strings.ToLower(string(op.Parameters))
		// An id may be escaped in the text.
		t.isAnyRow = t.isAnyRow || strings.Contains(text, `\u00`)
		t.NameIDs(text)
	}
}

// NameIDs notes all ids in a text in lower case.
func (t *Removals) NameIDs(text string) {
	for i := 0; i+36 <= len(text); i++ {
		if text[i+8] == '-' && IsGUID(text[i:i+36]) {
			t.name(Row{ID: text[i : i+36]}, "", "")
		}
	}
}

// NameAny notes that an operation names a row that is not known.
func (t *Removals) NameAny() { t.isAnyRow = true }

// Names reports whether the row with an id may be among the noted rows.
func (t *Removals) Names(id string) bool { return t.isAnyRow || t.rows[strings.ToLower(id)] }

// name notes a row that may be removed. table is the logical name of its table, if values are not
// resolved yet and the entity set is not known.
func (t *Removals) name(row Row, entitySet, table string) {
	switch {
	case row.ID != "":
		t.rows[strings.ToLower(row.ID)] = true
	case len(row.Key) > 0 && entitySet == "":
		t.logical[strings.ToLower(table)] = true
	case len(row.Key) > 0:
		t.tables[strings.ToLower(entitySet)] = true
	}
	t.isAnyRow = t.isAnyRow || row.ID == UnknownID || t.tables[ActivityPointers] || t.logical[activityPointer]
}

// MayRemove reports whether the row of an earlier create may be removed.
func (t *Removals) MayRemove(made *Operation) bool {
	return t.isAnyRow || t.rows[strings.ToLower(made.Row.ID)] || t.namesTableOf(made) || t.hasDelete && made.IsBound()
}

// namesTableOf reports whether an alternate key may name a row of the table of a create. Only the
// definitions tell whether a logical name and an entity set are one table, so they may be.
func (t *Removals) namesTableOf(made *Operation) bool {
	if made.EntitySet == "" {
		return t.logical[strings.ToLower(made.Table)] || len(t.tables) > 0
	}
	return t.tables[strings.ToLower(made.EntitySet)] || len(t.logical) > 0
}

// ActivityPointers is the entity set that can name a row of every activity table.
const ActivityPointers = "activitypointers"

// activityPointer is the logical name of the table of [ActivityPointers].
const activityPointer = "activitypointer"

// IsBound reports whether the data binds a lookup to another row, or contains related rows.
// Related rows may bind a lookup. Values bind a lookup if they have a row, a list, or the
// contentId of an operation.
func (op Operation) IsBound() bool {
	bound := false
	if len(op.Data) == 0 {
		op.Data = op.Values
		op.EachColumn(func(_ string, value jsontext.Value) {
			text := string(value) // whose $ may be escaped
			bound = bound || strings.HasPrefix(text, `"$`) || strings.HasPrefix(text, `"\`)
		})
	}
	op.EachColumn(func(name string, value jsontext.Value) {
		kind := value.Kind()
		isBind := strings.HasSuffix(name, "@odata.bind") && kind != jsontext.KindNull
		bound = bound || isBind || kind == jsontext.KindBeginObject || kind == jsontext.KindBeginArray
	})
	return bound
}
