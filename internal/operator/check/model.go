package check

// Model is the metadata of an environment that an operation can name. It has the names of
// the Web API, without namespaces. A model that [Read] returned does not change, and is safe
// for concurrent use.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-types-operations
type Model struct {
	// Sets are the names of the entity types by the names of their entity sets.
	Sets map[string]string `json:"sets"`
	// Types are the entity types, which are tables, the complex types and the
	// enum types, by name.
	Types map[string]*Type `json:"types"`
	// Actions are the actions by name. A name has several actions if the action is bound
	// to several types.
	Actions map[string][]Action `json:"actions"`
	// Functions are the names of the functions.
	Functions []string `json:"functions"`
	// KeysUnknown is true if a table may have alternate keys that the model lacks.
	KeysUnknown bool `json:"-"`
}

// Kind is the kind of a [Type].
type Kind string

// The kinds.
const (
	Entity  Kind = "entity"
	Complex Kind = "complex"
	Enum    Kind = "enum"
)

// Type is a table, or the type of a parameter. It does not repeat the members of its base type.
type Type struct {
	Kind Kind   `json:"kind"`
	Base string `json:"base,omitempty"`
	// Abstract is true if no row has exactly this type.
	Abstract bool `json:"abstract,omitempty"`
	// Open is true if a value may have members that the type does not list.
	Open bool `json:"open,omitempty"`
	// ID is the column of the primary key.
	ID string `json:"id,omitempty"`
	// Elastic is true for an elastic table. Its rows are in partitions.
	Elastic bool `json:"elastic,omitempty"`
	// Columns are the columns by their names in a body. A lookup column has the name
	// _name_value, and is read-only.
	Columns map[string]Column `json:"columns,omitempty"`
	// Lookups are the single-valued navigation properties, by name.
	Lookups map[string]Lookup `json:"lookups,omitempty"`
	// Collections are the target entity types of the collection-valued navigation
	// properties, by the names of the properties.
	Collections map[string]string `json:"collections,omitempty"`
	// Keys are the alternate keys.
	Keys []Key `json:"keys,omitempty"`
}

// Column is a column of a table, or a member of a complex type.
type Column struct {
	// Type is an Edm type such as Edm.Int32, the name of a [Type], or
	// Collection(…) of either.
	Type string `json:"type"`
	// MaxLength is the limit for the UTF-16 code units of a text. 0 means that the limit
	// is unknown.
	MaxLength int `json:"maxLength,omitempty"`
	// NotNull is true if the environment refuses null.
	NotNull bool `json:"notNull,omitempty"`
}

// Lookup is a single-valued navigation property.
type Lookup struct {
	// Target is the entity type of the target row. A row of a derived type is valid too.
	Target string `json:"target"`
	// Column is the read-only column of the row's id, such as
	// _primarycontactid_value. Several lookups to different tables share a column.
	Column string `json:"column,omitempty"`
}

// Key is an alternate key.
type Key struct {
	// Name is the schema name, or "" if it is unknown.
	Name string `json:"name,omitempty"`
	// Columns are the names of the columns, as in [Type.Columns].
	Columns []string `json:"columns"`
	// Index is the EntityKeyIndexStatus: Active, Pending, InProgress or Failed.
	// It is empty if the state is unknown.
	Index string `json:"index,omitempty"`
}

// active is the status of a usable index.
const active = "Active"

// Binding is the target of an action.
type Binding string

// The bindings.
const (
	Unbound      Binding = "unbound"
	ToRow        Binding = "row"
	ToCollection Binding = "collection"
)

// Action is an action. Several actions may have the same name and different values of BoundTo.
type Action struct {
	Binding Binding `json:"binding"`
	// BoundTo is an entity type, empty for an unbound action.
	BoundTo string `json:"boundTo,omitempty"`
	// Parameters are the parameters by name, without the binding parameter. NotNull means
	// that a message must give the parameter.
	Parameters map[string]Column `json:"parameters,omitempty"`
}
