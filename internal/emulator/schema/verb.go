package schema

import (
	"cmp"
	"maps"
	"slices"

	"sns-dynamics/internal/emulator/guid"
)

// Verb is the action that a privilege on a table allows.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/security-concepts
type Verb string

// The verbs.
const (
	VerbCreate   Verb = "Create"
	VerbRead     Verb = "Read"
	VerbWrite    Verb = "Write"
	VerbDelete   Verb = "Delete"
	VerbAppend   Verb = "Append"
	VerbAppendTo Verb = "AppendTo"
	VerbAssign   Verb = "Assign"
)

// VerbLetters are the letters of the verbs in a grant.
var VerbLetters = map[rune]Verb{
	'C': VerbCreate, 'R': VerbRead, 'W': VerbWrite, 'D': VerbDelete, 'A': VerbAppend, 'T': VerbAppendTo, 'S': VerbAssign,
}

// On returns the name of the privilege on a table.
func (v Verb) On(t *Table) string { return "prv" + string(v) + t.Privilege }

// has reports whether the table has such a privilege: a row without an owner cannot be
// assigned.
func (t *Table) has(v Verb) bool { return !t.System && (t.Owned || v != VerbAssign) }

// PrivilegeNames are the names of all privileges, sorted.
func (sc *Schema) PrivilegeNames() []string {
	names := map[string]bool{}
	for _, t := range sc.Tables {
		for _, v := range VerbLetters {
			if t.has(v) {
				names[v.On(t)] = true
			}
		}
	}
	for name := range sc.Privileges {
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// PrivilegeID returns the id of a privilege in a new emulator.
func (sc *Schema) PrivilegeID(name string) string {
	return cmp.Or(sc.Privileges[name], guid.Named(name))
}

// privilegesOn returns the ids of the privileges on a table.
func (sc *Schema) privilegesOn(t *Table) map[Verb]string {
	ids := map[Verb]string{}
	for _, v := range VerbLetters {
		if t.has(v) {
			ids[v] = sc.PrivilegeID(v.On(t))
		}
	}
	return ids
}
