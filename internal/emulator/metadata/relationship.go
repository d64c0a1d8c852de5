package metadata

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
)

// The properties of the two kinds of relationships.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/onetomanyrelationshipmetadata
// and https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/manytomanyrelationshipmetadata
var (
	oneToManyProperties = []string{
		"MetadataId", "SchemaName", "RelationshipType", "ReferencingEntity", "ReferencingAttribute", "ReferencedEntity", "ReferencedAttribute",
		"ReferencingEntityNavigationPropertyName", "ReferencedEntityNavigationPropertyName",
	}
	manyToManyProperties = []string{
		"MetadataId", "SchemaName", "RelationshipType", "Entity1LogicalName", "Entity2LogicalName", "IntersectEntityName",
		"Entity1NavigationPropertyName", "Entity2NavigationPropertyName",
	}
)

// relationshipKinds are the descriptions by the name of the type that a path casts
// to; "" has the properties of both.
var relationshipKinds = map[string]description{
	"":                               {"RelationshipMetadataBase", []string{"MetadataId", "SchemaName", "RelationshipType"}, nil},
	"OneToManyRelationshipMetadata":  {"OneToManyRelationshipMetadata", oneToManyProperties, nil},
	"ManyToManyRelationshipMetadata": {"ManyToManyRelationshipMetadata", manyToManyProperties, nil},
}

// manyToOneOf returns the relationships of the table's lookups.
func manyToOneOf(t *schema.Table) []orderedjson.Object {
	var list []orderedjson.Object
	for _, name := range slices.Sorted(maps.Keys(t.Navs)) {
		for _, n := range t.SingleValued(name) {
			list = append(list, oneToMany(n.Relationship, t, n.Lookup, n.Target, n.Name))
		}
	}
	return list
}

// oneToManyOf returns the relationships whose lookups in other tables lead to this table.
func oneToManyOf(t *schema.Table) []orderedjson.Object {
	var list []orderedjson.Object
	for _, name := range slices.Sorted(maps.Keys(t.Navs)) {
		for _, n := range t.Navs[name] {
			if n.Collection && n.Lookup != nil {
				list = append(list, oneToMany(n.Relationship, n.Target, n.Lookup, t, n.Relationship.Nav))
			}
		}
	}
	return list
}

func oneToMany(rel *schema.Relationship, from *schema.Table, lookup *schema.Column, to *schema.Table, nav string) orderedjson.Object {
	return orderedjson.Object{
		{"SchemaName", rel.Name}, {"RelationshipType", "OneToManyRelationship"}, {"ReferencingEntity", from.Name}, {"ReferencingAttribute", lookup.Name},
		{"ReferencedEntity", to.Name}, {"ReferencedAttribute", to.PrimaryKey},
		{"ReferencingEntityNavigationPropertyName", nav}, {"ReferencedEntityNavigationPropertyName", rel.Collection},
		{"MetadataId", guid.Named("OneToManyRelationshipMetadata:" + rel.Name)},
	}
}

func manyToManyOf(t *schema.Table) []orderedjson.Object {
	var list []orderedjson.Object
	for _, name := range slices.Sorted(maps.Keys(t.Navs)) {
		for _, n := range t.Navs[name] {
			if n.Collection && n.Lookup == nil {
				list = append(list, orderedjson.Object{
					{"SchemaName", n.Relationship.Name}, {"RelationshipType", "ManyToManyRelationship"},
					{"Entity1LogicalName", n.Relationship.Many[0]}, {"Entity2LogicalName", n.Relationship.Many[1]}, {"IntersectEntityName", strings.ToLower(n.Relationship.Name)},
					{"Entity1NavigationPropertyName", n.Relationship.Navs[0]}, {"Entity2NavigationPropertyName", n.Relationship.Navs[1]},
					{"MetadataId", guid.Named("ManyToManyRelationshipMetadata:" + n.Relationship.Name)},
				})
			}
		}
	}
	return list
}

// Relationships serves GET of RelationshipDefinitions, all, cast to a kind, or one of
// them. The error is an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (c Request) Relationships(path []odata.Segment) (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.NotCovered("%s of RelationshipDefinitions", c.Method)
	}
	kind := ""
	if len(path) > 1 {
		kind = strings.TrimPrefix(path[1].Name, odata.Namespace)
	}
	d, known := relationshipKinds[kind]
	if len(path) > 2 || len(path) == 2 && (path[1].HasArgs || !known || kind == "") {
		return response.Response{}, odata.NotCovered("%s below RelationshipDefinitions", path[1].Name)
	}
	d.of = func(*schema.Table) []orderedjson.Object { return relationshipObjects(c.schema, kind) }
	if path[0].HasArgs {
		return c.describeItem("RelationshipDefinitions", d, nil, path[0].Args, "SchemaName")
	}
	return c.describeAll("RelationshipDefinitions", d, []*schema.Table{nil})
}

// relationshipObjects lists the relationships of one kind, or of both kinds, each once and
// with its type.
func relationshipObjects(sc *schema.Schema, kind string) []orderedjson.Object {
	var list []orderedjson.Object
	seen := map[any]bool{}
	for _, t := range sc.SortedTables() {
		for name, of := range map[string][]orderedjson.Object{"OneToManyRelationshipMetadata": manyToOneOf(t), "ManyToManyRelationshipMetadata": manyToManyOf(t)} {
			for _, o := range of {
				id, _ := o.Get("MetadataId")
				if !seen[id] && (kind == "" || kind == name) {
					seen[id] = true
					list = append(list, append(orderedjson.Object{{"@odata.type", "#" + odata.Namespace + name}}, o...))
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b orderedjson.Object) int {
		one, _ := a.Get("SchemaName")
		two, _ := b.Get("SchemaName")
		return strings.Compare(one.(string), two.(string))
	})
	return list
}
