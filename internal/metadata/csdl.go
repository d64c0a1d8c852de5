package metadata

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// parse reads a CSDL document, one element of a schema at a time. It refuses a
// document type declaration, so that nothing in the document can stand for
// something else. The error says what is wrong with the document.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents#csdl-metadata-document
func parse(document io.Reader) (*Model, error) {
	m := &Model{Sets: map[string]string{}, Types: map[string]*Type{}, Actions: map[string][]Action{}}
	dec := xml.NewDecoder(document)
	for {
		token, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF) && len(m.Sets) == 0:
			return nil, errors.New("it names no entity set")
		case errors.Is(err, io.EOF):
			return m, nil
		case err != nil:
			return nil, err
		}
		switch element := token.(type) {
		case xml.Directive:
			return nil, errors.New("it has a document type declaration")
		case xml.StartElement:
			if err := m.read(dec, element); err != nil {
				return nil, fmt.Errorf("%s: %w", element.Name.Local, err)
			}
		}
	}
}

// read reads an element that is of use as a whole; what surrounds those is
// walked through.
func (m *Model) read(dec *xml.Decoder, start xml.StartElement) error {
	switch start.Name.Local {
	case "EntityType", "ComplexType", "EnumType":
		var e typeElement
		err := dec.DecodeElement(&e, &start)
		kind := map[string]Kind{"EntityType": Entity, "ComplexType": Complex, "EnumType": Enum}[start.Name.Local]
		m.Types[e.Name] = e.read(kind)
		return err
	case "Action":
		var e operationElement
		err := dec.DecodeElement(&e, &start)
		m.Actions[e.Name] = append(m.Actions[e.Name], e.read())
		return err
	case "Function":
		var e operationElement
		err := dec.DecodeElement(&e, &start)
		m.Functions = append(m.Functions, e.Name)
		return err
	case "EntitySet":
		var e setElement
		err := dec.DecodeElement(&e, &start)
		m.Sets[e.Name] = bare(e.EntityType)
		return err
	}
	return nil
}

func (e typeElement) read(kind Kind) *Type {
	t := &Type{
		Kind: kind, Base: bare(e.BaseType), Abstract: e.Abstract, Open: e.OpenType, ID: e.Key.Name,
		Columns: map[string]Column{}, Lookups: map[string]Lookup{}, Collections: map[string]string{},
	}
	for _, p := range e.Properties {
		t.Columns[p.Name] = p.read()
	}
	for _, n := range e.Navigations {
		target, isCollection := itemType(bare(n.Type))
		if isCollection {
			t.Collections[n.Name] = target
		} else {
			t.Lookups[n.Name] = Lookup{Target: target, Column: n.Constraint.Property}
		}
	}
	for _, a := range e.Annotations {
		if a.Term == alternateKeys {
			t.Keys = append(t.Keys, a.read()...)
		}
	}
	return t
}

func (p propertyElement) read() Column {
	length, _ := strconv.Atoi(p.MaxLength) // "max", or nothing, is no limit
	return Column{Type: bare(p.Type), MaxLength: max(0, length), NotNull: strings.EqualFold(p.Nullable, "false")}
}

func (a annotationElement) read() []Key {
	var keys []Key
	for _, k := range a.Keys {
		var key Key
		for _, c := range k.Columns {
			for _, v := range c.Values {
				if v.Property == "Name" {
					key.Columns = append(key.Columns, v.Path)
				}
			}
		}
		keys = append(keys, key)
	}
	return keys
}

// read reads an action. The first parameter of a bound one is what it is bound
// to.
func (e operationElement) read() Action {
	a := Action{Binding: Unbound, Parameters: map[string]Column{}}
	parameters := e.Parameters
	if e.IsBound && len(parameters) > 0 {
		target, isCollection := itemType(bare(parameters[0].Type))
		a.BoundTo, a.Binding = target, ToRow
		if isCollection {
			a.Binding = ToCollection
		}
		parameters = parameters[1:]
	}
	for _, p := range parameters {
		a.Parameters[p.Name] = p.read()
	}
	return a
}
