package csdl

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

func (d *reader) typeElement(start xml.StartElement, list *[]Type) error {
	var e typeElement
	line, _ := d.dec.InputPos()
	if err := d.dec.DecodeElement(&e, &start); err != nil {
		return err
	}
	t, err := e.read()
	if err == nil {
		err = d.once("type ", t.Name)
	}
	if err != nil {
		return placed(line, "", err)
	}
	t.Line = line
	*list = append(*list, t)
	return nil
}

// placed adds a line to an error that has no line.
func placed(line int, element string, err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return &Error{line, element, err}
}

func (d *reader) once(kind, name string) error {
	if d.seen[kind+name] {
		return errTwice
	}
	d.seen[kind+name] = true
	return nil
}

func (e typeElement) read() (t Type, err error) {
	t = Type{Name: e.Name}
	if err := checkName("Name", e.Name); err != nil {
		return t, err
	}
	if e.BaseType != "" {
		if t.Base, err = typeName("BaseType", e.BaseType); err != nil {
			return t, err
		}
	}
	if t.Abstract, err = yes("Abstract", e.Abstract); err != nil {
		return t, err
	}
	if t.Open, err = yes("OpenType", e.OpenType); err != nil {
		return t, err
	}
	for _, k := range e.Key {
		t.Key = append(t.Key, k.Name)
	}
	members := map[string]bool{}
	if t.Properties, err = readProperties("Property", e.Properties, members); err != nil {
		return t, err
	}
	for _, n := range e.Navigations {
		nav, err := n.read(members)
		if err != nil {
			return t, placed(n.line, named("NavigationProperty", n.Name), err)
		}
		t.Navigations = append(t.Navigations, nav)
	}
	for _, a := range e.Annotations {
		if a.Term == alternateKeys {
			t.AlternateKeys = append(t.AlternateKeys, a.keys()...)
		}
	}
	return t, nil
}

func named(element, name string) string {
	if !isIdentifier(name) {
		return element
	}
	return element + " " + name
}

// readProperties reads the properties of a type, or the parameters of an operation, and
// adds their names to taken.
func readProperties(element string, list []propertyElement, taken map[string]bool) ([]Property, error) {
	var all []Property
	for _, p := range list {
		read, err := p.read()
		if err == nil && taken[p.Name] {
			err = errTwice
		}
		if err != nil {
			return nil, placed(p.line, named(element, p.Name), err)
		}
		taken[p.Name] = true
		all = append(all, read)
	}
	return all, nil
}

func (p propertyElement) read() (Property, error) {
	length, _ := strconv.Atoi(p.MaxLength) // "max" and an absent attribute mean that there is no limit
	read := Property{Name: p.Name, MaxLength: max(0, length), NotNull: strings.EqualFold(p.Nullable, "false"), Line: p.line}
	if err := checkName("Name", p.Name); err != nil {
		return read, err
	}
	var err error
	read.Type, err = typeName("Type", p.Type)
	for _, a := range p.Annotations {
		read.ReadOnly = read.ReadOnly || a.readOnly()
	}
	return read, err
}

func (n navigationElement) read(taken map[string]bool) (Navigation, error) {
	nav := Navigation{Name: n.Name, Partner: n.Partner, Column: n.Constraint.Property, Line: n.line}
	if err := checkName("Name", n.Name); err != nil {
		return nav, err
	}
	target, err := typeName("Type", n.Type)
	if err != nil {
		return nav, err
	}
	// A column and a navigation property may share their name, as ownerid does.
	if taken["/"+n.Name] {
		return nav, errTwice
	}
	taken["/"+n.Name] = true
	nav.Target, nav.Collection = Item(target)
	return nav, nil
}

func (d *reader) enumElement(start xml.StartElement) error {
	var e enumElement
	line, _ := d.dec.InputPos()
	if err := d.dec.DecodeElement(&e, &start); err != nil {
		return err
	}
	err := checkName("Name", e.Name)
	if err == nil {
		err = d.once("type ", e.Name)
	}
	t := Enum{Name: e.Name, Line: line}
	for i, m := range e.Members {
		value := int64(i) // the value of a member without a value of its own
		if m.Value != "" && err == nil {
			if value, err = strconv.ParseInt(m.Value, 10, 64); err != nil {
				err = fmt.Errorf("member %d: %.40q is no whole number", i+1, m.Value)
			}
		}
		t.Members = append(t.Members, Member{m.Name, value})
	}
	if err != nil {
		return placed(line, "", err)
	}
	d.doc.EnumTypes = append(d.doc.EnumTypes, t)
	return nil
}

func (d *reader) operationElement(start xml.StartElement, list *[]Operation) error {
	var e operationElement
	line, _ := d.dec.InputPos()
	if err := d.dec.DecodeElement(&e, &start); err != nil {
		return err
	}
	o, err := e.read()
	if err != nil {
		return placed(line, "", err)
	}
	o.Line = line
	*list = append(*list, o)
	return nil
}

func (e operationElement) read() (o Operation, err error) {
	o = Operation{Name: e.Name}
	if err := checkName("Name", e.Name); err != nil {
		return o, err
	}
	if o.Bound, err = yes("IsBound", e.IsBound); err != nil {
		return o, err
	}
	if o.Parameters, err = readProperties("Parameter", e.Parameters, map[string]bool{}); err != nil {
		return o, err
	}
	if e.Return.Type != "" {
		o.Returns, err = typeName("ReturnType", e.Return.Type)
	}
	if err == nil && o.Bound && len(o.Parameters) == 0 {
		err = errors.New("it is bound, and has no parameter to be bound by")
	}
	return o, err
}

func (d *reader) setElement(start xml.StartElement) error {
	var e setElement
	line, _ := d.dec.InputPos()
	if err := d.dec.DecodeElement(&e, &start); err != nil {
		return err
	}
	s := Set{Name: e.Name, Bindings: map[string]string{}, Line: line}
	err := checkName("Name", e.Name)
	if err == nil {
		err = d.once("set ", e.Name)
	}
	if err == nil {
		s.Type, err = typeName("EntityType", e.EntityType)
	}
	if err != nil {
		return placed(line, "", err)
	}
	for _, b := range e.Bindings {
		s.Bindings[b.Path] = b.Target
	}
	d.doc.Sets = append(d.doc.Sets, s)
	return nil
}
