package orgschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/emulator/schema"
)

// Schema makes a schema for the emulator from the document of an org. own is the emulator's
// default schema. For a table in both, the document gives the columns and relationships,
// and own the parts that documents do not have: lengths, options, states, defaults. The
// tables that the emulator needs for its users, roles and metadata are always in the
// schema, with the columns of both. Schema leaves out tables that only own has, with their
// rows.
//
// leftOut has one line, with the place in the document, for each part that the emulator
// does not support. The error says which part of the document is wrong.
func Schema(document *csdl.Document, own []byte) (made []byte, leftOut []string, err error) {
	m := maker{
		types: map[string]*csdl.Type{}, sets: map[string]string{}, tables: map[string]*schema.Table{},
		own: map[string]*schema.Table{}, lines: map[string]line{},
	}
	read := json.NewDecoder(bytes.NewReader(own))
	read.DisallowUnknownFields() // decoding would lose a member that is not known here
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
	before, after schema.Schema
	types         map[string]*csdl.Type
	sets          map[string]string        // the entity sets by the names of the types
	own           map[string]*schema.Table // of before
	tables        map[string]*schema.Table // of after
	lines         map[string]line          // of the tables that the document has
	leftOut       []string
}

// line is the content of a type, including the content of its base types.
type line struct {
	properties  []csdl.Property
	navigations []csdl.Navigation
	keys        [][]string
	key         []string
	names       []string // the names of the type and of its base types
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

// lineOf collects the content of a type. A repeated declaration replaces the declaration of
// the base type.
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

// skip records a part that the emulator does not support.
func (m *maker) skip(lineNumber int, format string, args ...any) {
	m.leftOut = append(m.leftOut, fmt.Sprintf("line %d: ", lineNumber)+fmt.Sprintf(format, args...))
}
