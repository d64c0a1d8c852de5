package customization

import (
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// CreateTable creates the table that a body defines: a standard table with columns of the
// types that [readColumn] knows. It adds the rows that describe the table to the store. What
// the emulator cannot keep is refused by name. The error is an *odata.Error, or says what
// the schema does not take.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api
func CreateTable(s *engine.Session, body []byte) (*schema.Table, error) {
	d, err := decode(s, "EntityMetadata", body, "prvCreateEntity", "prvCreateAttribute")
	if err != nil {
		return nil, err
	}
	t, err := d.table()
	if err != nil {
		return nil, err
	}
	if s.Schema.ByName[t.Name] != nil || s.Schema.BySet[t.EntitySet] != nil {
		return nil, odata.Refuse(http.StatusBadRequest, "0x8004700b", "An entity with the specified name already exists. Please specify a unique name.")
	}
	if err := s.Schema.AddTable(t); err != nil {
		return nil, err
	}
	s.Store.DescribeTable(s.Schema, t, s.Now, s.User.Row.Reference())
	return t, nil
}

// table makes a table of its definition.
func (d definition) table() (*schema.Table, error) {
	t := &schema.Table{ColumnSpecs: map[string]string{}, SchemaNames: map[string]string{}, States: [][]int{{1}, {2}}}
	var columns []any
	ownership := ""
	err := d.each(func(name string, v any) (known bool, err error) {
		switch name {
		case "@odata.type":
			err = d.only(name, v, `"Microsoft.Dynamics.CRM.EntityMetadata"`, `"#Microsoft.Dynamics.CRM.EntityMetadata"`)
		case "SchemaName":
			t.SchemaName, err = d.text(name, v)
		case "LogicalName":
			t.Name, err = d.text(name, v)
		case "EntitySetName":
			t.EntitySet, err = d.text(name, v)
		case "DisplayName":
			t.DisplayName, err = d.label(name, v)
		case "DisplayCollectionName":
			t.DisplayNames, err = d.label(name, v)
		case "Description":
			_, err = d.label(name, v)
		case "OwnershipType":
			ownership, err = d.text(name, v)
		case "HasActivities", "HasNotes", "IsActivity":
			err = d.only(name, v, "false")
		case "TableType":
			err = d.only(name, v, `"Standard"`)
		case "Attributes":
			columns, _ = v.([]any)
		default:
			return false, nil
		}
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return t, d.finish(t, ownership, columns)
}

// finish fills in what follows from the schema name, and the columns.
func (d definition) finish(t *schema.Table, ownership string, columns []any) error {
	if err := checkName(t.SchemaName, "Entity"); err != nil {
		return err
	}
	logical := strings.ToLower(t.SchemaName)
	if t.Name != "" && t.Name != logical {
		return d.notCovered("LogicalName", t.Name)
	}
	if t.EntitySet != "" && t.EntitySet != plural(logical) {
		return d.notCovered("EntitySetName", t.EntitySet)
	}
	t.Name, t.EntitySet, t.PrimaryKey, t.Privilege = logical, plural(logical), logical+"id", t.SchemaName
	t.SchemaNames[t.PrimaryKey] = t.SchemaName + "Id"
	if t.DisplayName == "" || t.DisplayNames == "" {
		return badPayload(d.typeName, "DisplayName and DisplayCollectionName are required.")
	}
	switch ownership {
	case "UserOwned":
		t.Owned = true
	case "OrganizationOwned":
	default:
		return d.notCovered("OwnershipType", ownership)
	}
	for _, item := range columns {
		o, _ := item.(orderedjson.Object)
		if err := addColumn(t, o); err != nil {
			return err
		}
	}
	if t.PrimaryName == "" {
		return badPayload(d.typeName, "Attributes must have one StringAttributeMetadata with IsPrimaryName true.")
	}
	return nil
}
