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
		"MetadataId", "LogicalName", "SchemaName", "EntitySetName", "LogicalCollectionName", "PrimaryIdAttribute", "PrimaryNameAttribute", "ObjectTypeCode",
		"OwnershipType", "TableType", "IsPrivate", "IsCustomEntity", "Privileges",
		"DisplayName", "DisplayCollectionName", "IsActivity", "IsIntersect", "HasActivities", "HasNotes", "ChangeTrackingEnabled",
	}, func(t *table) []object { return []object{t.definition()} }}

	// details are what hangs below a definition, by navigation property.
	details = map[string]description{
		"Attributes": {"AttributeMetadata", attributeProperties, (*table).attributes},
		"Keys": {"EntityKeyMetadata", []string{
			"MetadataId", "EntityLogicalName", "LogicalName", "SchemaName", "KeyAttributes", "EntityKeyIndexStatus",
		}, (*table).keyDefinitions},
		"ManyToOneRelationships":  {"OneToManyRelationshipMetadata", oneToManyProperties, (*table).manyToOne},
		"OneToManyRelationships":  {"OneToManyRelationshipMetadata", oneToManyProperties, (*table).oneToMany},
		"ManyToManyRelationships": {"ManyToManyRelationshipMetadata", manyToManyProperties, (*table).manyToMany},
	}

	attributeProperties = []string{
		"MetadataId", "EntityLogicalName", "LogicalName", "SchemaName", "DisplayName", "AttributeType", "AttributeTypeName", "AttributeOf", "RequiredLevel",
		"IsPrimaryId", "IsPrimaryName",
		"IsValidForCreate", "IsValidForUpdate", "IsValidForRead",
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
		{"TableType", kind}, {"LogicalName", t.Name}, {"SchemaName", t.schemaName()}, {"EntitySetName", t.EntitySet}, {"LogicalCollectionName", t.EntitySet}, {"PrimaryIdAttribute", t.PrimaryKey},
		{"PrimaryNameAttribute", t.primaryName()}, {"IsPrivate", false}, {"IsCustomEntity", strings.Contains(t.Name, "_")},
		{"ObjectTypeCode", t.TypeCode}, {"OwnershipType", ownership}, {"Privileges", t.privileges},
		{"DisplayName", label(t.displayName())}, {"DisplayCollectionName", label(plural(t.displayName()))},
		{"IsActivity", t.PrimaryKey == "activityid"}, {"IsIntersect", false}, {"ChangeTrackingEnabled", false},
		{"HasActivities", t.isPointedToBy("task")}, {"HasNotes", t.isPointedToBy("annotation")},
		{"MetadataId", t.metadataID()},
	}
}

func (t *table) attributes() []object {
	var list []object
	for _, name := range slices.Sorted(maps.Keys(t.columns)) {
		c := t.columns[name]
		kind, class := t.attributeType(c)
		primary := name == t.PrimaryKey
		o := object{
			{"@odata.type", "#" + namespace + class + "AttributeMetadata"},
			{"EntityLogicalName", t.Name}, {"LogicalName", name}, {"AttributeType", kind}, {"AttributeTypeName", object{{"Value", kind + "Type"}}},
			{"SchemaName", c.schemaName()}, {"DisplayName", label("")}, {"AttributeOf", nil}, {"RequiredLevel", object{{"Value", level(primary || c.required)}}},
			{"IsPrimaryId", primary}, {"IsPrimaryName", name == t.primaryName()},
			{"IsValidForCreate", !c.readOnly}, {"IsValidForUpdate", !c.readOnly && !primary}, {"IsValidForRead", true},
			{"MetadataId", namedGUID("AttributeMetadata:" + t.Name + "." + name)},
		}
		list = append(list, append(o, t.typed(c)...))
	}
	return list
}

// level is how much a column is required, as far as the emulator holds to it.
func level(required bool) string {
	if required {
		return "SystemRequired"
	}
	return "None"
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
	case c.kind == kindOther, c.kind == kindBinary, c.kind == kindFile:
		return "Virtual", ""
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
	keys := t.Keys
	if t.Elastic {
		keys = []alternateKey{{Name: partitionKey, Columns: []string{t.PrimaryKey, partitionColumn}, Index: indexActive}}
	}
	for _, k := range keys {
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
