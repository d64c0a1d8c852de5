package dynamicstest

import "slices"

// declared is what a schema that was made of an org's $metadata repeats in the
// emulator's own, and what else the org has by name. The forms are those of
// metadata_element.go.
type declared struct {
	ComplexTypes []edmType      `json:"complexTypes"`
	EnumTypes    []edmEnum      `json:"enumTypes"`
	Functions    []edmOperation `json:"functions"`
}

// addDeclared leaves out the actions that the emulator carries out by itself,
// and remembers the functions that it does not.
func (sc *schema) addDeclared() {
	sc.Actions = slices.DeleteFunc(sc.Actions, func(a *action) bool { return a.Unknown && builtIn(a.Name) })
	d := &sc.Declared
	d.Functions = slices.DeleteFunc(d.Functions, func(f edmOperation) bool { return builtIn(f.Name) })
	for _, f := range d.Functions {
		sc.NotCovered = append(sc.NotCovered, f.Name)
	}
}

func builtIn(name string) bool {
	if slices.ContainsFunc(functions, func(f function) bool { return f.name == name }) {
		return true
	}
	return multipleMessages[name] != nil || slices.ContainsFunc(operations, func(o operation) bool { return o.name == name })
}

// addTo adds what is declared to a document that does not have it yet.
func (d declared) addTo(s *edmSchema) {
	taken := map[string]bool{}
	for _, t := range slices.Concat(s.EntityTypes, s.ComplexTypes) {
		taken[t.Name] = true
	}
	for _, t := range s.EnumTypes {
		taken[t.Name] = true
	}
	for _, t := range d.ComplexTypes {
		if !taken[t.Name] {
			s.ComplexTypes = append(s.ComplexTypes, t)
		}
	}
	for _, t := range d.EnumTypes {
		if !taken[t.Name] {
			s.EnumTypes = append(s.EnumTypes, t)
		}
	}
	s.Functions = append(s.Functions, d.Functions...)
}
