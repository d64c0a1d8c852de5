package schema

import (
	"slices"

	"sns-dynamics/internal/emulator/edm"
)

// Declared holds the types and functions of an org's $metadata that the emulator repeats
// in its own document. It cannot run the functions.
type Declared struct {
	ComplexTypes []edm.Type      `json:"complexTypes,omitempty"`
	EnumTypes    []edm.Enum      `json:"enumTypes,omitempty"`
	Functions    []edm.Operation `json:"functions,omitempty"`
}

// addDeclared drops the unknown actions and the functions that the emulator runs without a
// schema, as builtIn says. The other functions are not covered.
func (sc *Schema) addDeclared(builtIn func(name string) bool) {
	sc.Actions = slices.DeleteFunc(sc.Actions, func(a *Action) bool { return a.Unknown && builtIn(a.Name) })
	d := &sc.Declared
	d.Functions = slices.DeleteFunc(d.Functions, func(f edm.Operation) bool { return builtIn(f.Name) })
	for _, f := range d.Functions {
		sc.NotCovered = append(sc.NotCovered, f.Name)
	}
}
