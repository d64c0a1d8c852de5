package csdl

import "strings"

// Document is what a $metadata document declares, in its order. Types are named
// without namespace or alias, as Dataverse has all of them in one, but for those
// of Edm; a collection is Collection(…) around the name of its items' type.
//
// See https://docs.oasis-open.org/odata/odata/v4.0/errata03/os/complete/part3-csdl/odata-v4.0-errata03-os-part3-csdl-complete.html
type Document struct {
	EntityTypes  []Type
	ComplexTypes []Type
	EnumTypes    []Enum
	Actions      []Operation
	Functions    []Operation
	Sets         []Set
}

// Type is an entity type or a complex type. What it has from its base type is
// with that one.
type Type struct {
	Name        string
	Base        string // "" for none
	Abstract    bool
	Open        bool
	Key         []string // the properties of the primary key
	Properties  []Property
	Navigations []Navigation
	// AlternateKeys are the properties of each alternate key.
	AlternateKeys [][]string
	Line          int // of the document
}

// Property is a property of a type, or a parameter of an operation.
type Property struct {
	Name      string
	Type      string
	MaxLength int  // of a text, in UTF-16 code units; 0 means that the document does not say
	NotNull   bool // Nullable is false
	ReadOnly  bool // an annotation says that only the service sets it
	Line      int
}

// Navigation is a navigation property.
type Navigation struct {
	Name       string
	Target     string // an entity type
	Collection bool
	Partner    string // the navigation property of the target that leads back; "" for none
	Column     string // the property that its referential constraint names; "" for none
	Line       int
}

// Enum is an enum type.
type Enum struct {
	Name    string
	Members []Member
	Line    int
}

// Member is one value of an enum type. Its name may be anything: nothing is ever
// named by it.
type Member struct {
	Name  string
	Value int64
}

// Operation is an action or a function. The first parameter of a bound one is
// what it is bound to.
type Operation struct {
	Name       string
	Bound      bool
	Parameters []Property
	Returns    string // a type; "" for none
	Line       int
}

// Set is an entity set.
type Set struct {
	Name     string
	Type     string            // an entity type
	Bindings map[string]string // the entity sets that navigation properties lead to, by path
	Line     int
}

// Item is the type of the items of a collection type, and any other type itself.
func Item(t string) (item string, collection bool) {
	inner, opened := strings.CutPrefix(t, "Collection(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !opened || !closed {
		return t, false
	}
	return inner, true
}

// Bare is the name of a type without its namespace, or its alias, but for the
// Edm types. It asks nothing of the name.
func Bare(name string) string {
	if inner, collection := Item(name); collection {
		return "Collection(" + Bare(inner) + ")"
	}
	if strings.HasPrefix(name, "Edm.") {
		return name
	}
	return name[strings.LastIndexByte(name, '.')+1:]
}
