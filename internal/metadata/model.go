package metadata

// Model is what an environment has, as far as an operation can name it. Names
// are those of the Web API, without namespaces. A model that [Read] returned
// does not change, and is safe for concurrent use.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-types-operations
type Model struct {
	// Sets are the names of the entity types by the names of their entity sets.
	Sets map[string]string `json:"sets"`
	// Types are the entity types, which are tables, the complex types and the
	// enum types, by name.
	Types map[string]*Type `json:"types"`
	// Actions are the actions by name; several where one is bound to several
	// types.
	Actions map[string][]Action `json:"actions"`
	// Functions are the names of the functions.
	Functions []string `json:"functions"`
}

// Kind is what kind of type a [Type] is.
type Kind string

// The kinds.
const (
	Entity  Kind = "entity"
	Complex Kind = "complex"
	Enum    Kind = "enum"
)

// Type is a table, or the type of a parameter. What it has from its base type
// is with that one.
type Type struct {
	Kind Kind   `json:"kind"`
	Base string `json:"base,omitempty"`
	// Abstract says that no row is of this very type.
	Abstract bool `json:"abstract,omitempty"`
	// Open says that a value may have members besides those listed.
	Open bool `json:"open,omitempty"`
	// ID is the column of the primary key.
	ID string `json:"id,omitempty"`
	// Elastic says that the table is an elastic one, whose rows are in partitions.
	Elastic bool `json:"elastic,omitempty"`
	// Columns are by the name that a body calls them; a lookup column goes by
	// _name_value here, and is read-only.
	Columns map[string]Column `json:"columns,omitempty"`
	// Lookups are the single-valued navigation properties, by name.
	Lookups map[string]Lookup `json:"lookups,omitempty"`
	// Collections are the entity types that the collection-valued navigation
	// properties lead to, by their names.
	Collections map[string]string `json:"collections,omitempty"`
	// Keys are the alternate keys.
	Keys []Key `json:"keys,omitempty"`
}

// Column is one column of a table, or member of a complex type.
type Column struct {
	// Type is an Edm type such as Edm.Int32, the name of a [Type], or
	// Collection(…) of either.
	Type string `json:"type"`
	// MaxLength is how many UTF-16 code units a text may have; 0 means that the
	// environment does not say.
	MaxLength int `json:"maxLength,omitempty"`
	// NotNull says that null is refused.
	NotNull bool `json:"notNull,omitempty"`
}

// Lookup is a single-valued navigation property.
type Lookup struct {
	// Target is the entity type that it leads to; the rows of those derived
	// from it will do as well.
	Target string `json:"target"`
	// Column is the read-only column of the row's id, such as
	// _primarycontactid_value. Several lookups to different tables share one.
	Column string `json:"column,omitempty"`
}

// Key is an alternate key.
type Key struct {
	// Name is its schema name, where known.
	Name string `json:"name,omitempty"`
	// Columns are named as in [Type.Columns].
	Columns []string `json:"columns"`
	// Index is the EntityKeyIndexStatus: Active, Pending, InProgress or Failed.
	// It is empty where nobody could tell.
	Index string `json:"index,omitempty"`
}

// active is the status of an index that can be used.
const active = "Active"

// Binding is what an action works on.
type Binding string

// The bindings.
const (
	Unbound      Binding = "unbound"
	ToRow        Binding = "row"
	ToCollection Binding = "collection"
)

// Action is an action, or the one of several by the same name that is bound to
// BoundTo.
type Action struct {
	Binding Binding `json:"binding"`
	// BoundTo is an entity type, empty for an unbound action.
	BoundTo string `json:"boundTo,omitempty"`
	// Parameters leave out the one that the action is bound by. NotNull says
	// that a parameter must be given.
	Parameters map[string]Column `json:"parameters,omitempty"`
}
