package dynamicstest

import (
	"maps"
	"slices"
	"strings"
)

// The entity types of metadata that are covered.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/entitymetadata
var (
	entityDefinition = description{"EntityMetadata", []string{
		"MetadataId", "LogicalName", "EntitySetName", "LogicalCollectionName", "PrimaryIdAttribute", "ObjectTypeCode", "OwnershipType", "TableType", "Privileges",
	}, func(t *table) []object { return []object{t.definition()} }}

	// details are what hangs below a definition, by navigation property.
	details = map[string]description{
		"Attributes": {"AttributeMetadata", []string{
			"MetadataId", "EntityLogicalName", "LogicalName", "AttributeType", "IsPrimaryId", "IsValidForCreate", "IsValidForUpdate", "IsValidForRead",
		}, (*table).attributes},
		"Keys": {"EntityKeyMetadata", []string{
			"MetadataId", "EntityLogicalName", "LogicalName", "SchemaName", "KeyAttributes", "EntityKeyIndexStatus",
		}, (*table).keyDefinitions},
		"ManyToOneRelationships": {"OneToManyRelationshipMetadata", []string{
			"MetadataId", "SchemaName", "ReferencingEntity", "ReferencingAttribute", "ReferencedEntity", "ReferencedAttribute",
			"ReferencingEntityNavigationPropertyName", "ReferencedEntityNavigationPropertyName",
		}, (*table).manyToOne},
	}
)

func (t *table) metadataID() string { return namedGUID("EntityMetadata:" + t.Name) }

func (t *table) definition() object {
	ownership := "OrganizationOwned"
	if t.Owned {
		ownership = "UserOwned"
	}
	kind := "Standard"
	if t.Elastic {
		kind = "Elastic"
	}
	return object{
		{"TableType", kind}, {"LogicalName", t.Name}, {"EntitySetName", t.EntitySet}, {"LogicalCollectionName", t.EntitySet}, {"PrimaryIdAttribute", t.PrimaryKey},
		{"ObjectTypeCode", t.TypeCode}, {"OwnershipType", ownership}, {"Privileges", t.privileges},
		{"MetadataId", t.metadataID()},
	}
}

func (t *table) attributes() []object {
	var list []object
	for _, name := range slices.Sorted(maps.Keys(t.columns)) {
		c := t.columns[name]
		kind, class := t.attributeType(c)
		primary := name == t.PrimaryKey
		list = append(list, object{
			{"@odata.type", "#" + namespace + class + "AttributeMetadata"},
			{"EntityLogicalName", t.Name}, {"LogicalName", name}, {"AttributeType", kind}, {"IsPrimaryId", primary},
			{"IsValidForCreate", !c.readOnly}, {"IsValidForUpdate", !c.readOnly && !primary}, {"IsValidForRead", true},
			{"MetadataId", namedGUID("AttributeMetadata:" + t.Name + "." + name)},
		})
	}
	return list
}

// attributeType is the AttributeTypeCode of a column, and what the name of its
// entity type of metadata begins with.
func (t *table) attributeType(c *column) (code, class string) {
	code = string(c.kind)
	switch {
	case c.name == "statecode":
		code = "State"
	case c.name == "statuscode":
		code = "Status"
	case c.kind == kindDateOnly:
		code = "DateTime"
	case c.name == "ownerid":
		return "Owner", "Lookup"
	case c.kind == kindGUID:
		return code, "" // it has no type of its own
	case slices.Equal(t.targets(c), []string{"account", "contact"}):
		return "Customer", "Lookup"
	}
	return code, code
}

// targets lists the tables that a lookup can point to, by name.
func (t *table) targets(c *column) []string {
	var list []string
	for _, navs := range t.navs {
		for _, n := range navs {
			if !n.collection && n.lookup == c {
				list = append(list, n.target.Name)
			}
		}
	}
	slices.Sort(list)
	return list
}

func (t *table) keyDefinitions() []object {
	var list []object
	for _, k := range t.Keys {
		name := strings.ReplaceAll(k.Name, " ", "")
		columns := []any{}
		for _, c := range k.Columns {
			columns = append(columns, c)
		}
		list = append(list, object{
			{"EntityLogicalName", t.Name}, {"LogicalName", strings.ToLower(name)}, {"SchemaName", name}, {"KeyAttributes", columns},
			{"EntityKeyIndexStatus", k.Index}, {"MetadataId", namedGUID("EntityKeyMetadata:" + t.Name + "." + name)},
		})
	}
	return list
}

func (t *table) manyToOne() []object {
	var list []object
	for _, name := range slices.Sorted(maps.Keys(t.navs)) {
		for _, n := range t.single(name) {
			list = append(list, object{
				{"SchemaName", n.rel.Name}, {"ReferencingEntity", t.Name}, {"ReferencingAttribute", n.lookup.name},
				{"ReferencedEntity", n.target.Name}, {"ReferencedAttribute", n.target.PrimaryKey},
				{"ReferencingEntityNavigationPropertyName", n.name}, {"ReferencedEntityNavigationPropertyName", n.rel.Collection},
				{"MetadataId", namedGUID("OneToManyRelationshipMetadata:" + n.rel.Name)},
			})
		}
	}
	return list
}
