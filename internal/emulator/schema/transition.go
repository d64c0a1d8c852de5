package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// Transitions are the rules for changes of statecode of one table. Without them, an update
// reaches every state from every state.
//
//   - byAction: the states that only an action reaches, and its name. An update that reaches
//     such a state gets actionCode.
//   - from: for a state, the states from which an update or an action may reach it, and the
//     code of the refusal, such as {"1": {"states": [0], "code": "0x80100003"}}. A state
//     without a rule can be reached from every state.
//   - readOnly: the states in which an update changes no column, unless the update sets
//     another state, and readOnlyCode, the code of the refusal. With administratorsWrite, a System
//     Administrator may change the columns.
//   - keep: the states in which a row cannot be deleted, and keepCode.
//
// The rules hold where the state changes: an update may repeat the state of the row. The
// states of a new row are another matter.
type Transitions struct {
	ByAction     map[string]string `json:"byAction,omitempty"`
	ActionCode   string            `json:"actionCode,omitempty"`
	From         map[string]From   `json:"from,omitempty"`
	ReadOnly     []int             `json:"readOnly,omitempty"`
	ReadOnlyCode string            `json:"readOnlyCode,omitempty"`
	Keep         []int             `json:"keep,omitempty"`
	KeepCode     string            `json:"keepCode,omitempty"`

	AdministratorsWrite bool `json:"administratorsWrite,omitempty"`
}

// From are the states from which a state can be reached; see [Transitions].
type From struct {
	States []int  `json:"states"`
	Code   string `json:"code"`
}

// The effects of the deletion of a row, and of its merge into another row, on the rows whose
// lookup holds it; see [Schema]. Without an effect, a deletion clears the lookup, and a merge
// does not change it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/configure-entity-relationship-cascading-behavior
const (
	DeleteCascade  = "Cascade"
	DeleteRestrict = "Restrict"
	MergeCascade   = "Cascade"
)

// InvalidTransition is the code of a refused change of the state if the table has no code
// of its own. It is the code of the rules that EnforceStateTransitions turns on.
const InvalidTransition = "0x8004f00e"

// StateAction returns the action that a state needs; "" if an update reaches the state.
func (t *Table) StateAction(state int) string {
	if t.Transitions == nil {
		return ""
	}
	return t.Transitions.ByAction[strconv.Itoa(state)]
}

// MayLeave reports whether a row may change from one state to another, and returns the code
// of the refusal.
func (t *Table) MayLeave(from, to int) (code string, may bool) {
	if t.Transitions == nil {
		return "", true
	}
	rule, ruled := t.Transitions.From[strconv.Itoa(to)]
	return cmp.Or(rule.Code, InvalidTransition), !ruled || slices.Contains(rule.States, from)
}

// IsReadOnly reports whether rows of the state accept no change except a change of the
// state.
func (t *Table) IsReadOnly(state int) bool {
	return t.Transitions != nil && slices.Contains(t.Transitions.ReadOnly, state)
}

// KeepCode is the code that refuses to delete a row in a state; "" if it can be deleted.
func (t *Table) KeepCode(state int) string {
	if t.Transitions == nil || !slices.Contains(t.Transitions.Keep, state) {
		return ""
	}
	return t.Transitions.KeepCode
}

// check returns an error if the rules name a state that the table does not have.
func (tr *Transitions) check(states int) error {
	if tr == nil || states == 0 {
		return nil
	}
	in := func(text string) bool {
		n, err := strconv.Atoi(text)
		return err == nil && n >= 0 && n < states
	}
	all := slices.Concat(tr.ReadOnly, tr.Keep)
	for state, rule := range tr.From {
		if all = append(all, rule.States...); !in(state) {
			return fmt.Errorf("transitions: no state is %s", state)
		}
	}
	for state := range tr.ByAction {
		if !in(state) {
			return fmt.Errorf("transitions: no state is %s", state)
		}
	}
	for _, state := range all {
		if !in(strconv.Itoa(state)) {
			return fmt.Errorf("transitions: no state is %d", state)
		}
	}
	if len(tr.ByAction) > 0 && tr.ActionCode == "" || len(tr.ReadOnly) > 0 && tr.ReadOnlyCode == "" || len(tr.Keep) > 0 && tr.KeepCode == "" {
		return fmt.Errorf("transitions: actionCode, readOnlyCode or keepCode is missing")
	}
	return nil
}

// StateName is the name of a state in the texts of errors: its label without spaces, else
// its number.
func (t *Table) StateName(state int) string {
	if c := t.Columns["statecode"]; c != nil && c.Labels[int64(state)] != "" {
		return c.Labels[int64(state)]
	}
	return strconv.Itoa(state)
}
