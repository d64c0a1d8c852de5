package check

import (
	"iter"
	"maps"
	"slices"
)

// longestLine is longer than any real line of base types. Without a limit, a document with a
// cycle of base types would cause an endless loop.
const longestLine = 16

// line returns a type and its base types, in this order.
func (m *Model) line(name string) iter.Seq2[string, *Type] {
	return func(yield func(string, *Type) bool) {
		for range longestLine {
			t := m.Types[name]
			if t == nil || !yield(name, t) {
				return
			}
			name = t.Base
		}
	}
}

// isA reports whether a type is another type or is derived from it.
func (m *Model) isA(name, other string) bool {
	for ancestor := range m.line(name) {
		if ancestor == other {
			return true
		}
	}
	return false
}

func (m *Model) column(of, name string) (Column, bool) {
	for _, t := range m.line(of) {
		if c, ok := t.Columns[name]; ok {
			return c, true
		}
	}
	return Column{}, false
}

func (m *Model) lookup(of, name string) (Lookup, bool) {
	for _, t := range m.line(of) {
		if l, ok := t.Lookups[name]; ok {
			return l, true
		}
	}
	return Lookup{}, false
}

func (m *Model) collection(of, name string) (target string, ok bool) {
	for _, t := range m.line(of) {
		if target, ok := t.Collections[name]; ok {
			return target, true
		}
	}
	return "", false
}

// lookupsOf returns the lookups that share a column.
func (m *Model) lookupsOf(of, column string) []string {
	var names []string
	for _, t := range m.line(of) {
		for name, l := range t.Lookups {
			if l.Column == column {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

func (m *Model) keys(of string) []Key {
	var keys []Key
	for _, t := range m.line(of) {
		keys = append(keys, t.Keys...)
	}
	return keys
}

// id returns the column of the primary key.
func (m *Model) id(of string) string {
	for _, t := range m.line(of) {
		if t.ID != "" {
			return t.ID
		}
	}
	return ""
}

func (m *Model) open(of string) bool {
	for _, t := range m.line(of) {
		if t.Open {
			return true
		}
	}
	return false
}

// setsOf returns the entity sets whose rows have a type.
func (m *Model) setsOf(target string) []string {
	var sets []string
	for set, t := range m.Sets {
		if m.isA(t, target) {
			sets = append(sets, set)
		}
	}
	slices.Sort(sets)
	return sets
}

// columnNames, and the functions after it, return the names of a type, for suggestions.
func (m *Model) columnNames(of string) []string {
	return m.names(of, func(t *Type) iter.Seq[string] { return maps.Keys(t.Columns) })
}

func (m *Model) lookupNames(of string) []string {
	return m.names(of, func(t *Type) iter.Seq[string] { return maps.Keys(t.Lookups) })
}

func (m *Model) collectionNames(of string) []string {
	return m.names(of, func(t *Type) iter.Seq[string] { return maps.Keys(t.Collections) })
}

func (m *Model) names(of string, each func(*Type) iter.Seq[string]) []string {
	var names []string
	for _, t := range m.line(of) {
		names = slices.AppendSeq(names, each(t))
	}
	return names
}

// property returns the name of a column in the Web API: _name_value for a lookup.
func (m *Model) property(of, column string) string {
	if _, ok := m.column(of, column); !ok {
		if lookup := "_" + column + "_value"; m.has(of, lookup) {
			return lookup
		}
	}
	return column
}

func (m *Model) has(of, column string) bool {
	_, ok := m.column(of, column)
	return ok
}
