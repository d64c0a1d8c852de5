// Package edm holds the elements of a CSDL document.
package edm

import "encoding/xml"

// The elements of a CSDL document that Dataverse has and that the emulator fills.
//
// See https://docs.oasis-open.org/odata/odata/v4.0/errata03/os/complete/part3-csdl/odata-v4.0-errata03-os-part3-csdl-complete.html

// Alias is the short form of the namespace in Dataverse's document.
const Alias = "mscrm."

// Document is a CSDL document.
type Document struct {
	XMLName xml.Name `xml:"edmx:Edmx"`
	Version string   `xml:"Version,attr"`
	EDMX    string   `xml:"xmlns:edmx,attr"`
	Schema  Schema   `xml:"edmx:DataServices>Schema"`
}

// Schema describes the types and operations of one namespace.
type Schema struct {
	Namespace    string      `xml:"Namespace,attr"`
	Alias        string      `xml:"Alias,attr"`
	EDM          string      `xml:"xmlns,attr"`
	EntityTypes  []Type      `xml:"EntityType"`
	ComplexTypes []Type      `xml:"ComplexType"`
	EnumTypes    []Enum      `xml:"EnumType"`
	Actions      []Operation `xml:"Action"`
	Functions    []Operation `xml:"Function"`
	Container    Container   `xml:"EntityContainer"`
}

// Type is an entity type or a complex type.
type Type struct {
	Name        string       `xml:"Name,attr" json:"name"`
	BaseType    string       `xml:"BaseType,attr,omitempty" json:"baseType,omitempty"`
	Abstract    bool         `xml:"Abstract,attr,omitempty" json:"abstract,omitempty"`
	OpenType    bool         `xml:"OpenType,attr,omitempty" json:"openType,omitempty"`
	Key         *Key         `xml:"Key" json:"key,omitempty"`
	Properties  []Property   `xml:"Property" json:"properties"`
	Navigations []Navigation `xml:"NavigationProperty" json:"navigations,omitempty"`
	Annotations []Annotation `xml:"Annotation" json:"annotations,omitempty"`
}

// Key is the key of an entity type: one property.
type Key struct {
	Ref Name `xml:"PropertyRef"`
}

// Name refers to a property.
type Name struct {
	Name string `xml:"Name,attr"`
}

// Property is a property with a simple value.
type Property struct {
	Name    string `xml:"Name,attr" json:"name"`
	Type    string `xml:"Type,attr" json:"type"`
	Unicode string `xml:"Unicode,attr,omitempty" json:"unicode,omitempty"`
	Scale   string `xml:"Scale,attr,omitempty" json:"scale,omitempty"`
}

// Navigation is a navigation property.
type Navigation struct {
	Name       string      `xml:"Name,attr"`
	Type       string      `xml:"Type,attr"`
	Nullable   string      `xml:"Nullable,attr,omitempty"`
	Partner    string      `xml:"Partner,attr,omitempty"`
	Constraint *Constraint `xml:"ReferentialConstraint"`
}

// Constraint names the property that holds the key of the navigation property's target.
type Constraint struct {
	Property   string `xml:"Property,attr"`
	Referenced string `xml:"ReferencedProperty,attr"`
}

// Annotation lists the alternate keys of a type.
type Annotation struct {
	Term string      `xml:"Term,attr"`
	Keys []KeyRecord `xml:"Collection>Record"`
}

// KeyRecord is one alternate key.
type KeyRecord struct {
	Type     string   `xml:"Type,attr"`
	Property KeyValue `xml:"PropertyValue"`
}

// KeyValue lists the columns of an alternate key.
type KeyValue struct {
	Property string      `xml:"Property,attr"`
	Columns  []KeyColumn `xml:"Collection>Record"`
}

// KeyColumn is one column of an alternate key.
type KeyColumn struct {
	Type   string        `xml:"Type,attr"`
	Values []ColumnValue `xml:"PropertyValue"`
}

// ColumnValue is the alias or the path of a column of an alternate key.
type ColumnValue struct {
	Property     string `xml:"Property,attr"`
	String       string `xml:"String,attr,omitempty"`
	PropertyPath string `xml:"PropertyPath,attr,omitempty"`
}

// Enum is an enumeration.
type Enum struct {
	Name    string   `xml:"Name,attr" json:"name"`
	Members []Member `xml:"Member" json:"members"`
}

// Member is a member of an enumeration.
type Member struct {
	Name  string `xml:"Name,attr" json:"name"`
	Value int64  `xml:"Value,attr" json:"value"`
}

// Operation is an action or a function.
type Operation struct {
	Name       string      `xml:"Name,attr" json:"name"`
	IsBound    bool        `xml:"IsBound,attr,omitempty" json:"isBound,omitempty"`
	Parameters []Parameter `xml:"Parameter" json:"parameters,omitempty"`
	Return     *Parameter  `xml:"ReturnType" json:"return,omitempty"`
}

// Parameter is a parameter of an operation, or its return type.
type Parameter struct {
	Name     string `xml:"Name,attr,omitempty" json:"name,omitempty"`
	Type     string `xml:"Type,attr" json:"type"`
	Nullable string `xml:"Nullable,attr,omitempty" json:"nullable,omitempty"`
	Unicode  string `xml:"Unicode,attr,omitempty" json:"unicode,omitempty"`
}

// Container lists the entity sets and the operations that are not bound.
type Container struct {
	Name      string   `xml:"Name,attr"`
	Sets      []Set    `xml:"EntitySet"`
	Actions   []Import `xml:"ActionImport"`
	Functions []Import `xml:"FunctionImport"`
}

// Set is an entity set.
type Set struct {
	Name       string    `xml:"Name,attr"`
	EntityType string    `xml:"EntityType,attr"`
	Bindings   []Binding `xml:"NavigationPropertyBinding"`
}

// Binding names the entity set that a navigation property leads to.
type Binding struct {
	Path   string `xml:"Path,attr"`
	Target string `xml:"Target,attr"`
}

// Import makes an operation callable at the service root.
type Import struct {
	Name     string `xml:"Name,attr"`
	Action   string `xml:"Action,attr,omitempty"`
	Function string `xml:"Function,attr,omitempty"`
}
