package dynamicstest

import (
	_ "embed"
	"encoding/json"
	"slices"
)

//go:embed schema.json
var embeddedSchema []byte

// schema is what the emulator knows of an environment. The JSON has:
//
//   - tables: name, entitySet, primaryKey, privilege (the noun in the names of
//     its privileges, prvCreate<noun>), schemaName and primaryName (the column
//     with the name of a row) where they cannot be guessed, typeCode, owned (has ownerid), states
//     (the status codes of statecode 0, 1, ...; the first of each is its
//     default), columns, keys (alternate keys), system (no privilege lets
//     anyone write it), anonymousKey (its id cannot be named in a URL's key),
//     elastic, single (it lacks the messages that take many rows at once),
//     metadata (filled from the schema itself, see metadata.go), exact (it has
//     the columns and lookups that are listed, and no others).
//   - columns: by name, written "Type", "Type(length or options)", then
//     "=default" or " readonly"; the types are those of column.go, an option is a number, or "number:label". What every table has, such as createdon, and
//     the lookups, which relationships make, are left out.
//   - relationships: many-to-one (from "table.lookupcolumn", to, nav,
//     collection) or many-to-many (many, navs); both carry the names of the
//     navigation properties of both ends.
//   - actions: see [action].
//   - duplicateRules: the columns that, all equal, make two rows duplicates.
//   - notCovered: names Dataverse has and the emulator answers with 501.
//   - privileges: the ids of privileges that belong to no table.
//   - declared: what $metadata declares besides, see [declared].
//   - rows, links, grants: see [seedRow], [seedLink], [grant].
type schema struct {
	Tables         []*table          `json:"tables"`
	Relationships  []*relationship   `json:"relationships"`
	Actions        []*action         `json:"actions"`
	DuplicateRules []duplicateRule   `json:"duplicateRules"`
	NotCovered     []string          `json:"notCovered"`
	Declared       declared          `json:"declared"`
	Privileges     map[string]string `json:"privileges"`
	Rows           []seedRow         `json:"rows"`
	Links          []seedLink        `json:"links"`
	Grants         []grant           `json:"grants"`

	byName map[string]*table
	bySet  map[string]*table
	csdl   document // what $metadata answers, once it was asked for
}

type table struct {
	Name         string            `json:"name"`
	EntitySet    string            `json:"entitySet"`
	PrimaryKey   string            `json:"primaryKey"`
	Privilege    string            `json:"privilege"`
	SchemaName   string            `json:"schemaName"`
	PrimaryName  string            `json:"primaryName"`
	TypeCode     int               `json:"typeCode"`
	Owned        bool              `json:"owned"`
	System       bool              `json:"system"`
	AnonymousKey bool              `json:"anonymousKey"`
	Elastic      bool              `json:"elastic"`
	Single       bool              `json:"single"`
	Metadata     bool              `json:"metadata"`
	Exact        bool              `json:"exact"`
	States       [][]int           `json:"states"`
	ColumnSpecs  map[string]string `json:"columns"`
	Keys         []alternateKey    `json:"keys"`

	columns    map[string]*column
	properties map[string]*column       // by the name in an answer
	order      []string                 // of the columns in an answer
	lookups    []string                 // the columns that point to rows
	privileges []any                    // on the table, as its definition tells of them
	navs       map[string][]*navigation // several when a lookup has several targets
	money      bool                     // it has a column for money
	security   bool                     // its rows say who may do what
}

// alternateKey is a key of a table besides its primary key. Like "primaryKey"
// makes its violation answer as that of the primary key does. Index is the
// status of the index behind it: Active unless it says Pending, InProgress or
// Failed, and then the key neither finds rows nor holds them apart.
type alternateKey struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Like    string   `json:"like"`
	Index   string   `json:"index"`
}

func (k alternateKey) active() bool { return k.Index == indexActive }

const indexActive = "Active"

type relationship struct {
	Name       string    `json:"name"`
	From       string    `json:"from"`
	To         string    `json:"to"`
	Nav        string    `json:"nav"`
	Collection string    `json:"collection"`
	Required   bool      `json:"required"` // the lookup cannot be left empty
	Many       [2]string `json:"many"`
	Navs       [2]string `json:"navs"`
}

// navigation is a navigation property of one table.
type navigation struct {
	name       string
	target     *table
	collection bool
	// lookup is the column behind a many-to-one relationship: of the table
	// itself when single-valued, of the target when collection-valued. It is
	// nil for a many-to-many relationship.
	lookup *column
	rel    *relationship
	side   int // the end of a many-to-many relationship the table is on
}

type duplicateRule struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

// single returns the single-valued navigation properties called name: one for
// each table the lookup can point to.
func (t *table) single(name string) []*navigation { return t.navigations(name, false) }

// many returns the collection-valued navigation property called name, or nil.
func (t *table) many(name string) *navigation {
	if navs := t.navigations(name, true); len(navs) > 0 {
		return navs[0]
	}
	return nil
}

func (t *table) navigations(name string, collection bool) []*navigation {
	all := t.navs[name]
	different := func(n *navigation) bool { return n.collection != collection }
	if !slices.ContainsFunc(all, different) {
		return all
	}
	if some := slices.DeleteFunc(slices.Clone(all), different); len(some) > 0 {
		return some
	}
	return nil
}

// property returns the column that an answer, $select or $filter calls name;
// a lookup is called _name_value there.
func (t *table) property(name string) *column { return t.properties[name] }

// EmbeddedSchema returns the schema that nil stands for in [Options], for a
// program that makes another of it.
func EmbeddedSchema() []byte { return slices.Clone(embeddedSchema) }

func parseSchema(data []byte) (*schema, error) {
	if data == nil {
		data = embeddedSchema
	}
	sc := &schema{}
	if err := json.Unmarshal(data, sc); err != nil {
		return nil, err
	}
	return sc, nil
}
