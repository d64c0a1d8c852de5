package metadata

import (
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// refuseLacking refuses a $filter, also within $expand, that asks by name for a documented
// table, column or relationship that the schema lacks. Without the refusal, an empty list would
// deny that the name exists.
func (c Request) refuseLacking(d description, sel selection, tables []*schema.Table) error {
	for _, x := range sel.expand {
		if err := c.refuseLackingText(x.text, x.of, tables); err != nil {
			return err
		}
	}
	return c.refuseLackingText(c.Query.Options["$filter"], d, tables)
}

func (c Request) refuseLackingText(text string, d description, tables []*schema.Table) error {
	if text == "" {
		return nil
	}
	f, err := odata.ParseFilter(text, c.Query.Aliases)
	if err != nil {
		return err
	}
	return c.refuseLackingIn(f, d, tables)
}

func (c Request) refuseLackingIn(f odata.Filter, d description, tables []*schema.Table) error {
	switch f := f.(type) {
	case *odata.Or:
		if err := c.refuseLackingIn(f.Left, d, tables); err != nil {
			return err
		}
		return c.refuseLackingIn(f.Right, d, tables)
	case *odata.And:
		if err := c.refuseLackingIn(f.Left, d, tables); err != nil {
			return err
		}
		return c.refuseLackingIn(f.Right, d, tables)
	case *odata.Comparison:
		if f.Operator == "eq" && f.Right.Quoted && c.lacks(d, f.Left.Text, f.Right.Text, tables) {
			return odata.NotCovered("%s of %s", f.Right.Text, d.typeName)
		}
	}
	return nil
}

// lacks reports whether a property names a documented table, or a documented column of the
// one table of the request, that the schema lacks.
func (c Request) lacks(d description, property, value string, tables []*schema.Table) bool {
	name := strings.ToLower(value)
	isName := property == "LogicalName" || property == "SchemaName"
	switch {
	case isRelationship(d) && property == "SchemaName":
		return !c.hasRelationship(value) && c.schema.IsDocumentedRelationship(value)
	case isRelationship(d) && slices.Contains(tablesOfRelationship, property):
		return c.schema.IsDocumentedTable(value)
	case d.typeName == entityDefinition.typeName && property == "EntitySetName":
		return c.schema.IsDocumentedSet(value)
	case d.typeName == entityDefinition.typeName && isName:
		return c.schema.IsDocumentedTable(name)
	case strings.HasSuffix(d.typeName, "AttributeMetadata") && isName && len(tables) == 1:
		return tables[0].LacksColumn(name)
	}
	return false
}

// tablesOfRelationship are the properties of relationships that hold the name of a table.
var tablesOfRelationship = []string{"ReferencingEntity", "ReferencedEntity", "Entity1LogicalName", "Entity2LogicalName"}

func isRelationship(d description) bool { return strings.Contains(d.typeName, "RelationshipMetadata") }

func (c Request) hasRelationship(name string) bool {
	return slices.ContainsFunc(c.schema.Relationships, func(r *schema.Relationship) bool { return r.Name == name })
}

// refuseLackingChanges is refuseLacking for the conditions of RetrieveMetadataChanges on
// tables.
func (c Request) refuseLackingChanges(q changesQuery) error {
	for _, condition := range q.Criteria.Conditions {
		if c.lacks(entityDefinition, condition.PropertyName, condition.Value.Value, nil) {
			return odata.NotCovered("%s of RetrieveMetadataChanges", condition.Value.Value)
		}
	}
	return nil
}

// RefuseLackingChoices refuses a $filter of stringmaps that asks by name for the choices of a
// documented table or column that the schema lacks. The error is an *odata.Error.
func (c Request) RefuseLackingChoices() error {
	text := c.Query.Options["$filter"]
	if text == "" {
		return nil
	}
	f, err := odata.ParseFilter(text, c.Query.Aliases)
	if err != nil {
		return err
	}
	named := map[string][]string{}
	namesIn(f, named)
	for _, table := range named["objecttypecode"] {
		if c.schema.IsDocumentedTable(table) {
			return odata.NotCovered("the table %s", table)
		}
		t := c.schema.ByName[table]
		for _, column := range named["attributename"] {
			if t != nil && t.LacksColumn(column) {
				return odata.NotCovered("the column %s of %s", column, table)
			}
		}
	}
	return nil
}

// namesIn collects the texts that the conditions of a filter compare with each column.
func namesIn(f odata.Filter, named map[string][]string) {
	switch f := f.(type) {
	case *odata.Or:
		namesIn(f.Left, named)
		namesIn(f.Right, named)
	case *odata.And:
		namesIn(f.Left, named)
		namesIn(f.Right, named)
	case *odata.Comparison:
		if f.Operator == "eq" && f.Right.Quoted {
			named[f.Left.Text] = append(named[f.Left.Text], f.Right.Text)
		}
	}
}
