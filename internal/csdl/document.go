package csdl

import "strings"

// Document holds the declarations of a $metadata document, in their order. The name of a
// type has no namespace and no alias, because Dataverse declares all types in one
// namespace. Names of Edm types keep Edm. A collection has the name Collection(…) around
// the name of the type of its items.
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

// Type is an entity type or a complex type. It does not repeat the members of its base
// type.
type Type struct {
	Name        string
	Base        string // "" without a base type
	Abstract    bool
	Open        bool
	Key         []string // the properties of the primary key
	Properties  []Property
	Navigations []Navigation
	// AlternateKeys are the properties of each alternate key.
	AlternateKeys [][]string
	Line          int // the line of the document
}

// Property is a property of a type, or a parameter of an operation.
type Property struct {
	Name      string
	Type      string
	MaxLength int  // the length of a text, in UTF-16 code units; 0 means that the document has no length
	NotNull   bool // Nullable is false
	ReadOnly  bool // an annotation says that only the service sets it
	Line      int
}

// Navigation is a navigation property.
type Navigation struct {
	Name       string
	Target     string // an entity type
	Collection bool
	Partner    string // the navigation property of the target that leads back, or ""
	Column     string // the property that its referential constraint names, or ""
	Line       int
}

// Enum is an enum type.
type Enum struct {
	Name    string
	Members []Member
	Line    int
}

// Member is one value of an enum type. Its name need not be an identifier, because nothing
// refers to it.
type Member struct {
	Name  string
	Value int64
}

// Operation is an action or a function. The first parameter of a bound operation is the
// binding parameter.
type Operation struct {
	Name       string
	Bound      bool
	Parameters []Property
	Returns    string // a type, or ""
	Line       int
}

// Set is an entity set.
type Set struct {
	Name     string
	Type     string            // an entity type
	Bindings map[string]string // the target entity sets of navigation properties, by path
	Line     int
}

// Item returns the type of the items of a collection type, and any other type unchanged.
func Item(t string) (item string, collection bool) {
	inner, opened := strings.CutPrefix(t, "Collection(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !opened || !closed {
		return t, false
	}
	return inner, true
}

// Bare returns the name of a type without its namespace or alias. The name of an Edm type
// keeps Edm. Bare does not check the name.
func Bare(name string) string {
	if inner, collection := Item(name); collection {
		return "Collection(" + Bare(inner) + ")"
	}
	if strings.HasPrefix(name, "Edm.") {
		return name
	}
	return name[strings.LastIndexByte(name, '.')+1:]
}
