package metadata

import (
	"maps"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// The supported entity types of metadata.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/entitymetadata
var (
	entityDefinition = description{"EntityMetadata", []string{
		"MetadataId", "LogicalName", "SchemaName", "EntitySetName", "LogicalCollectionName", "PrimaryIdAttribute", "PrimaryNameAttribute", "PrimaryImageAttribute", "ObjectTypeCode",
		"OwnershipType", "TableType", "IsPrivate", "IsCustomEntity", "Privileges",
		"IsOptimisticConcurrencyEnabled", "EnforceStateTransitions",
		"DisplayName", "DisplayCollectionName", "IsActivity", "IsIntersect", "HasActivities", "HasNotes", "ChangeTrackingEnabled",
	}, func(t *schema.Table) []orderedjson.Object { return []orderedjson.Object{definitionOf(t)} }}

	// details are the lists below a definition, by navigation property.
	details = map[string]description{
		"Attributes": {"AttributeMetadata", attributeProperties, attributesOf},
		"Keys": {"EntityKeyMetadata", []string{
			"MetadataId", "EntityLogicalName", "LogicalName", "SchemaName", "KeyAttributes", "EntityKeyIndexStatus",
		}, keyDefinitions},
		"ManyToOneRelationships":  {"OneToManyRelationshipMetadata", oneToManyProperties, manyToOneOf},
		"OneToManyRelationships":  {"OneToManyRelationshipMetadata", oneToManyProperties, oneToManyOf},
		"ManyToManyRelationships": {"ManyToManyRelationshipMetadata", manyToManyProperties, manyToManyOf},
	}

	attributeProperties = []string{
		"MetadataId", "EntityLogicalName", "LogicalName", "SchemaName", "DisplayName", "AttributeType", "AttributeTypeName", "AttributeOf", "RequiredLevel",
		"IsPrimaryId", "IsPrimaryName",
		"IsValidForCreate", "IsValidForUpdate", "IsValidForRead", "IsSecured",
	}
)

// TableID is the MetadataId of a table.
func TableID(t *schema.Table) string { return guid.Named("EntityMetadata:" + t.Name) }

func definitionOf(t *schema.Table) orderedjson.Object {
	ownership := "OrganizationOwned"
	if t.Owned {
		ownership = "UserOwned"
	}
	kind := "Standard"
	if t.Elastic {
		kind = "Elastic"
	}
	return orderedjson.Object{
		{"TableType", kind}, {"LogicalName", t.Name}, {"SchemaName", t.FullSchemaName()}, {"EntitySetName", t.EntitySet}, {"LogicalCollectionName", t.EntitySet}, {"PrimaryIdAttribute", t.PrimaryKey},
		{"PrimaryNameAttribute", t.NameColumn()}, {"PrimaryImageAttribute", t.PrimaryImage()}, {"IsPrivate", false}, {"IsCustomEntity", strings.Contains(t.Name, "_")},
		{"ObjectTypeCode", t.TypeCode}, {"OwnershipType", ownership}, {"Privileges", privilegesOf(t)},
		{"DisplayName", label(displayName(t))}, {"DisplayCollectionName", label(displayNames(t))},
		{"IsOptimisticConcurrencyEnabled", !t.NoETags}, {"EnforceStateTransitions", false}, // the emulator enforces no transition
		{"IsActivity", t.PrimaryKey == "activityid"}, {"IsIntersect", false}, {"ChangeTrackingEnabled", false},
		{"HasActivities", isPointedToBy(t, "task")}, {"HasNotes", isPointedToBy(t, "annotation")},
		{"MetadataId", TableID(t)},
	}
}

func attributesOf(t *schema.Table) []orderedjson.Object {
	var list []orderedjson.Object
	for _, name := range slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(t.Columns)), t.Parties))) {
		c := t.Columns[name]
		if c == nil {
			list = append(list, partiesOf(t, name))
			continue
		}
		kind, class := attributeType(t, c)
		primary := name == t.PrimaryKey
		o := orderedjson.Object{
			{"@odata.type", "#" + odata.Namespace + class + "AttributeMetadata"},
			{"EntityLogicalName", t.Name}, {"LogicalName", name}, {"AttributeType", kind}, {"AttributeTypeName", orderedjson.Object{{"Value", attributeTypeName(kind, c)}}},
			{"SchemaName", c.SchemaName()}, {"DisplayName", label("")}, {"AttributeOf", nil}, {"RequiredLevel", orderedjson.Object{{"Value", level(primary || c.Required)}}},
			{"IsPrimaryId", primary}, {"IsPrimaryName", name == t.NameColumn()},
			{"IsValidForCreate", !c.ReadOnly}, {"IsValidForUpdate", !c.ReadOnly && !c.CreateOnly && !primary}, {"IsValidForRead", true},
			{"IsSecured", false}, // the emulator has no column security
			{"MetadataId", guid.Named("AttributeMetadata:" + t.Name + "." + name)},
		}
		list = append(list, append(o, typedProperties(t, c)...))
	}
	return list
}

// partiesOf is the definition of a column that lists parties of an activity. Such a column is no
// property of a row: the Web API has the parties in a collection.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/activityparty-entity
func partiesOf(t *schema.Table, name string) orderedjson.Object {
	targets := []any{}
	if parties := t.CollectionValued(t.Name + "_activity_parties"); parties != nil {
		for _, target := range lookupTargets(parties.Target, parties.Target.Columns["partyid"]) {
			targets = append(targets, target)
		}
	}
	return orderedjson.Object{
		{"@odata.type", "#" + odata.Namespace + "LookupAttributeMetadata"},
		{"EntityLogicalName", t.Name}, {"LogicalName", name}, {"AttributeType", "PartyList"}, {"AttributeTypeName", orderedjson.Object{{"Value", "PartyListType"}}},
		{"SchemaName", strings.ToUpper(name[:1]) + name[1:]}, {"DisplayName", label("")}, {"AttributeOf", nil}, {"RequiredLevel", orderedjson.Object{{"Value", level(false)}}},
		{"IsPrimaryId", false}, {"IsPrimaryName", false},
		{"IsValidForCreate", true}, {"IsValidForUpdate", true}, {"IsValidForRead", true}, {"IsSecured", false},
		{"MetadataId", guid.Named("AttributeMetadata:" + t.Name + "." + name)}, {"Targets", targets},
	}
}

// level is the required level of a column, as far as the emulator enforces it.
func level(required bool) string {
	if required {
		return "SystemRequired"
	}
	return "None"
}

// attributeTypeName is the name of the type of a column: unlike the AttributeTypeCode, it
// tells the virtual types apart.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/attributetypedisplayname
func attributeTypeName(code string, c *schema.Column) string {
	switch c.Kind {
	case schema.KindMulti, schema.KindImage, schema.KindFile:
		return string(c.Kind) + "Type"
	}
	return code + "Type"
}

// attributeType returns the AttributeTypeCode of a column, and the first part of the name
// of its entity type of metadata.
func attributeType(t *schema.Table, c *schema.Column) (code, class string) {
	code = string(c.Kind)
	switch {
	case c.Name == "statecode":
		code = "State"
	case c.Name == "statuscode":
		code = "Status"
	case c.Kind == schema.KindDateOnly:
		code = "DateTime"
	case c.Name == "ownerid":
		return "Owner", "Lookup"
	case c.Kind == schema.KindOther, c.Kind == schema.KindBinary:
		return "Virtual", ""
	case c.Kind == schema.KindMulti, c.Kind == schema.KindImage, c.Kind == schema.KindFile:
		return "Virtual", string(c.Kind)
	case c.Kind == schema.KindGUID:
		return code, "" // a GUID column has no type of its own
	case slices.Equal(lookupTargets(t, c), []string{"account", "contact"}):
		return "Customer", "Lookup"
	}
	return code, code
}

// lookupTargets lists the tables that a lookup can point to, by name.
func lookupTargets(t *schema.Table, c *schema.Column) []string {
	var list []string
	for _, navs := range t.Navs {
		for _, n := range navs {
			if !n.Collection && n.Lookup == c {
				list = append(list, n.Target.Name)
			}
		}
	}
	slices.Sort(list)
	return list
}

// KeyID is the MetadataId of an alternate key.
func KeyID(t *schema.Table, k schema.AlternateKey) string {
	return guid.Named("EntityKeyMetadata:" + t.Name + "." + schemaNameOf(k))
}

func schemaNameOf(k schema.AlternateKey) string { return strings.ReplaceAll(k.Name, " ", "") }

func keyDefinitions(t *schema.Table) []orderedjson.Object {
	var list []orderedjson.Object
	keys := t.Keys
	if t.Elastic {
		keys = []schema.AlternateKey{{Name: schema.PartitionKey, Columns: []string{t.PrimaryKey, schema.PartitionColumn}, Index: schema.IndexActive}}
	}
	for _, k := range keys {
		name := schemaNameOf(k)
		columns := []any{}
		for _, c := range k.Columns {
			columns = append(columns, c)
		}
		list = append(list, orderedjson.Object{
			{"EntityLogicalName", t.Name}, {"LogicalName", strings.ToLower(name)}, {"SchemaName", name}, {"KeyAttributes", columns},
			{"EntityKeyIndexStatus", k.Index}, {"MetadataId", KeyID(t, k)},
		})
	}
	return list
}
