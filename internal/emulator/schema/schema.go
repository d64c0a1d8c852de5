// Package schema describes the tables, columns, relationships and actions of an environment.
package schema

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
)

//go:embed schema.json
var embedded []byte

// Schema is the description of an environment for the emulator. The JSON has:
//
//   - tables: name, entitySet, primaryKey, privilege (the noun in the names of
//     its privileges, prvCreate<noun>), schemaName, primaryName (the column
//     with the name of a row), displayName and displayCollectionName where they cannot be guessed, typeCode, owned (has
//     ownerid), states (the status codes of statecode 0, 1, ...; the first of each is its
//     default), transitions (see [Transitions]), demands (see [Demand]), uniques (see [Unique]), autoNumber (see
//     [AutoNumber]), pricing (see [Pricing]), columns, keys (alternate keys), system (no privilege lets
//     anyone write it), anonymousKey (its id cannot be named in a URL's key),
//     elastic, single (it lacks the messages that take many rows at once),
//     part (a request writes its rows with the row that they belong to, and not alone),
//     fixed (a request changes its rows, and neither creates nor deletes one),
//     metadata (filled from the schema itself, see store.Seed), exact (it has
//     the columns and lookups that are listed, and no others), schemaNames (of columns, by
//     name, where they cannot be guessed), byService (only actions make rows: a create, and a
//     value of a read-only column, get 501), parties (the columns that list parties of an activity;
//     only definitions have them), noETags (it has no optimistic concurrency).
//   - columns: by name, written "Type", "Type(length, options, range or places)", then
//     "=default", then " readonly" or " createonly"; column.go lists the types. An option is a number, or
//     "number:label"; a comma in a label has a space behind it. A range is the least and the greatest value of a number; the
//     places of Decimal and Double may follow it, and values of Decimal are rounded to them. Money has a range or places; its
//     places are 2 unless they are given. DateTime(date) is a time with the format of a date; of Image see [ImageSettings]. The
//     columns that every table has, such as createdon, and the
//     lookups, which relationships make, are left out.
//   - relationships: many-to-one (from "table.lookupcolumn", to, nav,
//     collection) or many-to-many (many, navs); both carry the names of the
//     navigation properties of both ends. delete says what becomes of the many rows
//     when the one row is deleted: Cascade deletes them, Restrict refuses the deletion,
//     and without it their lookups are cleared. merge, if it is Cascade, lets a
//     merge of the one row move the many rows.
//   - actions: see [Action].
//   - duplicateRules: the columns that, all equal, make two rows duplicates.
//   - notCovered: names that Dataverse has and that the emulator refuses with 501.
//   - privileges: the ids of privileges that belong to no table; "" for an id that is made of the name.
//   - declared: what $metadata declares besides, see [Declared].
//   - rows, links, grants: see [Row], [Link], [Grant].
type Schema struct {
	Tables         []*Table          `json:"tables"`
	Relationships  []*Relationship   `json:"relationships"`
	Actions        []*Action         `json:"actions"`
	DuplicateRules []DuplicateRule   `json:"duplicateRules"`
	NotCovered     []string          `json:"notCovered"`
	Declared       Declared          `json:"declared"`
	Privileges     map[string]string `json:"privileges"`
	Rows           []Row             `json:"rows"`
	Links          []Link            `json:"links"`
	Grants         []Grant           `json:"grants"`

	// Revision counts the changes to the tables and keys after the start.
	Revision int `json:"-"`

	// Load makes the other members from the JSON members.
	ByName map[string]*Table `json:"-"`
	BySet  map[string]*Table `json:"-"` // by entity set
	names  nameReader
}

// Table is a table; see [Schema].
type Table struct {
	Name         string            `json:"name"`
	EntitySet    string            `json:"entitySet"`
	PrimaryKey   string            `json:"primaryKey"`
	Privilege    string            `json:"privilege,omitempty"`
	SchemaName   string            `json:"schemaName,omitempty"`
	DisplayName  string            `json:"displayName,omitempty"`
	DisplayNames string            `json:"displayCollectionName,omitempty"`
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
	ColumnSpecs  map[string]string `json:"columns"`
	Keys         []AlternateKey    `json:"keys,omitempty"`
	Parties      []string          `json:"parties,omitempty"`
	NoETags      bool              `json:"noETags,omitempty"`
	Transitions  *Transitions      `json:"transitions,omitempty"`
	Demands      []Demand          `json:"demands,omitempty"`
	Uniques      []Unique          `json:"uniques,omitempty"`
	Part         bool              `json:"part,omitempty"`
	Fixed        bool              `json:"fixed,omitempty"`
	AutoNumber   *AutoNumber       `json:"autoNumber,omitempty"`
	Pricing      *Pricing          `json:"pricing,omitempty"`
	SchemaNames  map[string]string `json:"schemaNames,omitempty"`
	ByService    bool              `json:"byService,omitempty"`

	Created bool `json:"-"` // it was added after the start

	// Load makes the other members from the JSON members.
	Columns      map[string]*Column       `json:"-"`
	properties   map[string]*Column       // by the name in a response
	ColumnOrder  []string                 `json:"-"` // of the columns in a response
	Lookups      []string                 `json:"-"` // the columns that point to rows
	Bound        []*AlternateKey          `json:"-"` // the alternate keys and the other unique columns
	PrivilegeIDs map[Verb]string          `json:"-"` // of the privileges on the table
	Navs         map[string][]*Navigation `json:"-"` // several if a lookup has several targets
	HasMoney     bool                     `json:"-"` // it has a column for money
	IsSecurity   bool                     `json:"-"` // its rows decide about permissions
	PricedBy     *Table                   `json:"-"` // the table whose totals follow from the rows; nil for most tables
	names        nameReader               // nil for a table without a schema
}

// Relationship is a many-to-one or a many-to-many relationship; see [Schema].
type Relationship struct {
	Name       string    `json:"name"`
	From       string    `json:"from,omitempty"`
	To         string    `json:"to,omitempty"`
	Nav        string    `json:"nav,omitempty"`
	Collection string    `json:"collection,omitempty"`
	Required   bool      `json:"required,omitempty"`   // the lookup cannot be left empty
	ReadOnly   bool      `json:"readonly,omitempty"`   // only Dataverse itself sets the lookup
	CreateOnly bool      `json:"createonly,omitempty"` // an update does not change the lookup
	Delete     string    `json:"delete,omitempty"`     // see [DeleteCascade]; "" clears the lookup
	Merge      string    `json:"merge,omitempty"`      // [MergeCascade]: a merge makes the lookup hold the row that remains
	Many       [2]string `json:"many,omitzero"`
	Navs       [2]string `json:"navs,omitzero"`
}

// Navigation is a navigation property of one table.
type Navigation struct {
	Name       string
	Target     *Table
	Collection bool
	// Lookup is the column behind a many-to-one relationship. It is a column of the table
	// itself if the property is single-valued, and of the target if it is
	// collection-valued. It is nil for a many-to-many relationship.
	Lookup       *Column
	Relationship *Relationship
	Side         int // the end of a many-to-many relationship that the table is on
}

// DuplicateRule says that rows with equal columns are duplicates.
type DuplicateRule struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

// SingleValued returns the single-valued navigation properties with a name: one for each
// table that the lookup can hold.
func (t *Table) SingleValued(name string) []*Navigation { return t.navigations(name, false) }

// CollectionValued returns the collection-valued navigation property with a name, or nil.
func (t *Table) CollectionValued(name string) *Navigation {
	if navs := t.navigations(name, true); len(navs) > 0 {
		return navs[0]
	}
	return nil
}

func (t *Table) navigations(name string, collection bool) []*Navigation {
	all := t.Navs[name]
	different := func(n *Navigation) bool { return n.Collection != collection }
	if !slices.ContainsFunc(all, different) {
		return all
	}
	if some := slices.DeleteFunc(slices.Clone(all), different); len(some) > 0 {
		return some
	}
	return nil
}

// Property returns the column by its name in a response, $select or $filter. A lookup has
// the name _name_value there.
func (t *Table) Property(name string) *Column { return t.properties[name] }

// Embedded returns the default schema of [Load], for a program that makes another schema of
// it.
func Embedded() []byte { return slices.Clone(embedded) }

func parse(data []byte) (*Schema, error) {
	if data == nil {
		data = embedded
	}
	sc := &Schema{}
	if err := json.Unmarshal(data, sc); err != nil {
		return nil, err
	}
	return sc, nil
}

// SortedTables returns the tables in the order of their entity sets.
func (sc *Schema) SortedTables() []*Table {
	return slices.SortedFunc(slices.Values(sc.Tables), func(a, b *Table) int { return strings.Compare(a.EntitySet, b.EntitySet) })
}

// UnknownSegment refuses a name that does not exist. It refuses the name as not covered if
// Dataverse or Dynamics 365 has an entity set, an action or a function of the name, or if the
// name is a word of OData, such as $crossjoin. The error is an *odata.Error.
func (sc *Schema) UnknownSegment(name string) error {
	isWord := strings.HasPrefix(name, "$") && name != "$metadata"
	if isWord || slices.Contains(sc.NotCovered, name) || sc.IsDocumentedSet(name) || sc.IsDocumentedOperation(name) {
		return odata.NotCovered("%s", name)
	}
	return odata.NoSuchSegment(name)
}
