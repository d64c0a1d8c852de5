package orgschema

import "encoding/json"

// The JSON of an emulator's schema, as far as it is read or written here. The
// emulator's own package says what the members mean.

type schema struct {
	Tables         []*table          `json:"tables"`
	Relationships  []*relationship   `json:"relationships"`
	Actions        []action          `json:"actions"`
	DuplicateRules []duplicateRule   `json:"duplicateRules"`
	NotCovered     []string          `json:"notCovered"`
	Declared       declared          `json:"declared"`
	Privileges     map[string]string `json:"privileges"`
	Rows           []row             `json:"rows"`
	Links          []link            `json:"links"`
	Grants         []grant           `json:"grants"`
}

type table struct {
	Name         string            `json:"name"`
	EntitySet    string            `json:"entitySet"`
	PrimaryKey   string            `json:"primaryKey"`
	Privilege    string            `json:"privilege,omitempty"`
	SchemaName   string            `json:"schemaName,omitempty"`
	PrimaryName  string            `json:"primaryName,omitempty"`
	TypeCode     int               `json:"typeCode"`
	Owned        bool              `json:"owned,omitempty"`
	System       bool              `json:"system,omitempty"`
	AnonymousKey bool              `json:"anonymousKey,omitempty"`
	Elastic      bool              `json:"elastic,omitempty"`
	Single       bool              `json:"single,omitempty"`
	Metadata     bool              `json:"metadata,omitempty"`
	Exact        bool              `json:"exact,omitempty"`
	States       [][]int           `json:"states,omitempty"`
	Columns      map[string]string `json:"columns"`
	Keys         []key             `json:"keys,omitempty"`
}

type key struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Like    string   `json:"like,omitempty"`
	Index   string   `json:"index,omitempty"`
}

type relationship struct {
	Name       string     `json:"name"`
	From       string     `json:"from,omitempty"`
	To         string     `json:"to,omitempty"`
	Nav        string     `json:"nav,omitempty"`
	Collection string     `json:"collection,omitempty"`
	Required   bool       `json:"required,omitempty"`
	Many       *[2]string `json:"many,omitempty"`
	Navs       *[2]string `json:"navs,omitempty"`
}

type action struct {
	Name       string            `json:"name"`
	Row        string            `json:"row,omitempty"`
	Collection string            `json:"collection,omitempty"`
	Parameters map[string]string `json:"parameters,omitempty"`
	Creates    []creation        `json:"creates,omitempty"`
	ReturnsRow string            `json:"returnsRow,omitempty"`
	Returns    json.RawMessage   `json:"returns,omitempty"`
	Unknown    bool              `json:"unknown,omitempty"`
	ReturnType string            `json:"returnType,omitempty"`
}

type creation struct {
	As    string          `json:"as"`
	Table string          `json:"table"`
	Body  json.RawMessage `json:"body"`
}

type duplicateRule struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type declared struct {
	ComplexTypes []complexType `json:"complexTypes,omitempty"`
	EnumTypes    []enumType    `json:"enumTypes,omitempty"`
	Functions    []function    `json:"functions,omitempty"`
}

type complexType struct {
	Name       string     `json:"name"`
	BaseType   string     `json:"baseType,omitempty"`
	Abstract   bool       `json:"abstract,omitempty"`
	OpenType   bool       `json:"openType,omitempty"`
	Properties []property `json:"properties"`
}

type property struct {
	Name     string `json:"name,omitempty"`
	Type     string `json:"type"`
	Nullable string `json:"nullable,omitempty"`
}

type enumType struct {
	Name    string   `json:"name"`
	Members []member `json:"members"`
}

type member struct {
	Name  string `json:"name"`
	Value int64  `json:"value"`
}

type function struct {
	Name       string     `json:"name"`
	IsBound    bool       `json:"isBound,omitempty"`
	Parameters []property `json:"parameters,omitempty"`
	Return     *property  `json:"return,omitempty"`
}

type row struct {
	Table string                     `json:"table"`
	ID    string                     `json:"id"`
	Cells map[string]json.RawMessage `json:"cells"`
}

type link struct {
	Relationship string `json:"relationship"`
	From         string `json:"from"`
	To           string `json:"to"`
}

type grant struct {
	Role       string            `json:"role"`
	Privileges []string          `json:"privileges,omitempty"`
	Tables     map[string]string `json:"tables,omitempty"`
}
