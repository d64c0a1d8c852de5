package environment

import (
	"context"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// Table names a table.
type Table struct {
	// LogicalName is empty if the user may read only the names of entity sets.
	LogicalName string `json:"logicalName"`
	EntitySet   string `json:"entitySet"`
}

// Tables are all tables of an environment.
type Tables []Table

// Tables reads the names of all tables: from their definitions, or from the service
// document if the user may not read the definitions.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
// and https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
func (e Environment) Tables(ctx context.Context) (Tables, error) {
	rows, err := list[struct{ LogicalName, EntitySetName string }](ctx, e, "read table names",
		"EntityDefinitions?$select=LogicalName,EntitySetName")
	var found Tables
	for _, r := range rows {
		if r.EntitySetName != "" { // the tables that the Web API does not show have no entity set
			found = append(found, Table{r.LogicalName, r.EntitySetName})
		}
	}
	if !IsForbidden(err) {
		return found, err
	}
	sets, err := list[struct{ Name, Kind string }](ctx, e, "read names of entity sets", "")
	for _, s := range sets {
		if s.Kind == "EntitySet" {
			found = append(found, Table{EntitySet: s.Name})
		}
	}
	return found, err
}

// ByEntitySet finds a table by its entity set. Upper and lower case differ.
func (t Tables) ByEntitySet(name string) (Table, bool) {
	i := slices.IndexFunc(t, func(t Table) bool { return t.EntitySet == name })
	if i < 0 {
		return Table{}, false
	}
	return t[i], true
}

// Find finds a table by its entity set or its logical name.
func (t Tables) Find(name string) (Table, bool) {
	if found, ok := t.ByEntitySet(name); ok {
		return found, true
	}
	i := slices.IndexFunc(t, func(t Table) bool { return t.LogicalName == name && name != "" })
	if i < 0 {
		return Table{}, false
	}
	return t[i], true
}

// Privilege is a privilege, on a table or a general one.
type Privilege struct {
	ID   string `json:"PrivilegeId"`
	Name string `json:"Name"`
	// Type is the right on rows of the table: Create, Read and so on.
	Type string `json:"PrivilegeType"`
	// CanBeGlobal says that a role can grant it on all rows of the organization.
	CanBeGlobal bool `json:"CanBeGlobal"`
}

// TablePrivileges reads the privileges on a table. Their names do not follow from the name
// of the table: the privileges on tasks are the privileges on all activities.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/securityprivilegemetadata
func (e Environment) TablePrivileges(ctx context.Context, logicalName string) ([]Privilege, error) {
	var found struct{ Privileges []Privilege }
	err := e.read(ctx, "read privileges on "+logicalName,
		"EntityDefinitions(LogicalName="+operation.Literal(logicalName)+")?$select=Privileges", &found)
	return found.Privileges, err
}

// PrivilegesByName reads general privileges. It leaves out a privilege that does not exist.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/privilege
func (e Environment) PrivilegesByName(ctx context.Context, names ...string) ([]Privilege, error) {
	var terms []string
	for _, name := range names {
		terms = append(terms, "name%20eq%20"+operation.Literal(name))
	}
	found, err := list[struct{ PrivilegeID, Name string }](ctx, e, "look up privileges",
		"privileges?$select=privilegeid,name&$filter="+strings.Join(terms, "%20or%20"))
	var privileges []Privilege
	for _, p := range found {
		privileges = append(privileges, Privilege{ID: p.PrivilegeID, Name: p.Name, CanBeGlobal: true})
	}
	return privileges, err
}
