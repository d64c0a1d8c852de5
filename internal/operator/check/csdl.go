package check

import (
	"io"

	"sns-dynamics/internal/csdl"
)

// parse reads a CSDL document. The error describes the problem of the document and its place.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents#csdl-metadata-document
func parse(document io.Reader) (*Model, error) {
	d, err := csdl.Read(document)
	if err != nil {
		return nil, err
	}
	m := &Model{Sets: map[string]string{}, Types: map[string]*Type{}, Actions: map[string][]Action{}}
	for _, t := range d.EntityTypes {
		m.Types[t.Name] = typeOf(t, Entity)
	}
	for _, t := range d.ComplexTypes {
		m.Types[t.Name] = typeOf(t, Complex)
	}
	for _, t := range d.EnumTypes {
		m.Types[t.Name] = typeOf(csdl.Type{Name: t.Name}, Enum)
	}
	for _, a := range d.Actions {
		m.Actions[a.Name] = append(m.Actions[a.Name], actionOf(a))
	}
	for _, f := range d.Functions {
		m.Functions = append(m.Functions, f.Name)
	}
	for _, s := range d.Sets {
		m.Sets[s.Name] = s.Type
	}
	return m, nil
}

func typeOf(e csdl.Type, kind Kind) *Type {
	t := &Type{
		Kind: kind, Base: e.Base, Abstract: e.Abstract, Open: e.Open,
		Columns: map[string]Column{}, Lookups: map[string]Lookup{}, Collections: map[string]string{},
	}
	if len(e.Key) > 0 {
		t.ID = e.Key[len(e.Key)-1]
	}
	for _, p := range e.Properties {
		t.Columns[p.Name] = columnOf(p)
	}
	for _, n := range e.Navigations {
		if n.Collection {
			t.Collections[n.Name] = n.Target
		} else {
			t.Lookups[n.Name] = Lookup{Target: n.Target, Column: n.Column}
		}
	}
	for _, columns := range e.AlternateKeys {
		t.Keys = append(t.Keys, Key{Columns: columns})
	}
	// If the user may not read definitions, these columns show an elastic table: no other table
	// has a time to live.
	t.Elastic = t.Columns["partitionid"].Type == edmString && t.Columns["ttlinseconds"].Type != ""
	return t
}

func columnOf(p csdl.Property) Column {
	return Column{Type: p.Type, MaxLength: p.MaxLength, NotNull: p.NotNull}
}

// actionOf reads an action. The first parameter of a bound action is the row or the table that
// the action is bound to.
func actionOf(o csdl.Operation) Action {
	a := Action{Binding: Unbound, Parameters: map[string]Column{}}
	parameters := o.Parameters
	if o.Bound {
		target, isCollection := csdl.Item(parameters[0].Type)
		a.BoundTo, a.Binding = target, ToRow
		if isCollection {
			a.Binding = ToCollection
		}
		parameters = parameters[1:]
	}
	for _, p := range parameters {
		a.Parameters[p.Name] = columnOf(p)
	}
	return a
}
