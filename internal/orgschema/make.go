package orgschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"sns-dynamics/internal/csdl"
)

// Schema makes an emulator's schema of an org's document. own is the schema that
// the emulator has by itself. Of the tables in both, the document says which
// columns and relationships there are, and own what documents leave out: lengths,
// options, states, defaults. The tables that the emulator needs for its users,
// roles and metadata are always there, with the document's columns beside its
// own. Tables that only own has are left out, with their rows.
//
// leftOut are the parts of the document that the emulator has nothing for, a line
// each, with where they are. The error says what is wrong with the document.
func Schema(document *csdl.Document, own []byte) (made []byte, leftOut []string, err error) {
	m := maker{
		types: map[string]*csdl.Type{}, sets: map[string]string{}, tables: map[string]*table{},
		own: map[string]*table{}, lines: map[string]line{},
	}
	read := json.NewDecoder(bytes.NewReader(own))
	read.DisallowUnknownFields() // a member that is not known here would be lost
	if err := read.Decode(&m.before); err != nil {
		return nil, nil, fmt.Errorf("the emulator's own schema: %w", err)
	}
	for i, t := range document.EntityTypes {
		m.types[t.Name] = &document.EntityTypes[i]
	}
	for _, t := range m.before.Tables {
		m.own[t.Name] = t
	}
	if err := m.addTables(document); err != nil {
		return nil, nil, err
	}
	m.addRelationships()
	m.addKeys()
	m.addOperations(document)
	m.declare(document)
	m.addRest()
	made, err = json.Marshal(m.after)
	return made, m.leftOut, err
}

// maker makes a schema.
type maker struct {
	before, after schema
	types         map[string]*csdl.Type
	sets          map[string]string // the entity sets by the names of the types
	own           map[string]*table // of before
	tables        map[string]*table // of after
	lines         map[string]line   // of the tables that the document has
	leftOut       []string
}

// line is what a type has, with what it has from its base types.
type line struct {
	properties  []csdl.Property
	navigations []csdl.Navigation
	keys        [][]string
	key         []string
	names       []string // the type's and its base types'
}

func (l line) property(name string) *csdl.Property {
	if i := slices.IndexFunc(l.properties, func(p csdl.Property) bool { return p.Name == name }); i >= 0 {
		return &l.properties[i]
	}
	return nil
}

func (l line) navigation(name string) *csdl.Navigation {
	if i := slices.IndexFunc(l.navigations, func(n csdl.Navigation) bool { return n.Name == name }); i >= 0 {
		return &l.navigations[i]
	}
	return nil
}

// longestLine is longer than any line of base types.
const longestLine = 16

// lineOf collects what a type has. What a type declares again replaces what its
// base type declares.
func (m *maker) lineOf(name string) (line, error) {
	var l line
	for at := name; at != ""; {
		t := m.types[at]
		if t == nil {
			return l, nil // a base type of another document
		}
		if len(l.names) == longestLine {
			return l, &csdl.Error{Line: m.types[name].Line, Element: "EntityType " + name, Err: fmt.Errorf("it has more than %d base types, or is one of its own", longestLine)}
		}
		l.names = append(l.names, at)
		for _, p := range t.Properties {
			if l.property(p.Name) == nil {
				l.properties = append(l.properties, p)
			}
		}
		for _, n := range t.Navigations {
			if l.navigation(n.Name) == nil {
				l.navigations = append(l.navigations, n)
			}
		}
		l.keys = append(l.keys, t.AlternateKeys...)
		if l.key == nil {
			l.key = t.Key
		}
		at = t.Base
	}
	return l, nil
}

// skip notes down what the emulator has nothing for.
func (m *maker) skip(lineNumber int, format string, args ...any) {
	m.leftOut = append(m.leftOut, fmt.Sprintf("line %d: ", lineNumber)+fmt.Sprintf(format, args...))
}
