package dynamicstest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// What is known of the two kinds of relationships.
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
// to; "" is what both have in common.
var relationshipKinds = map[string]description{
	"":                               {"RelationshipMetadataBase", []string{"MetadataId", "SchemaName", "RelationshipType"}, nil},
	"OneToManyRelationshipMetadata":  {"OneToManyRelationshipMetadata", oneToManyProperties, nil},
	"ManyToManyRelationshipMetadata": {"ManyToManyRelationshipMetadata", manyToManyProperties, nil},
}

// manyToOne are the relationships of the table's lookups.
func (t *table) manyToOne() []object {
	var list []object
	for _, name := range slices.Sorted(maps.Keys(t.navs)) {
		for _, n := range t.single(name) {
			list = append(list, oneToMany(n.rel, t, n.lookup, n.target, n.name))
		}
	}
	return list
}

// oneToMany are the relationships by which other tables point to this one.
func (t *table) oneToMany() []object {
	var list []object
	for _, name := range slices.Sorted(maps.Keys(t.navs)) {
		for _, n := range t.navs[name] {
			if n.collection && n.lookup != nil {
				list = append(list, oneToMany(n.rel, n.target, n.lookup, t, n.rel.Nav))
			}
		}
	}
	return list
}

func oneToMany(rel *relationship, from *table, lookup *column, to *table, nav string) object {
	return object{
		{"SchemaName", rel.Name}, {"RelationshipType", "OneToManyRelationship"}, {"ReferencingEntity", from.Name}, {"ReferencingAttribute", lookup.name},
		{"ReferencedEntity", to.Name}, {"ReferencedAttribute", to.PrimaryKey},
		{"ReferencingEntityNavigationPropertyName", nav}, {"ReferencedEntityNavigationPropertyName", rel.Collection},
		{"MetadataId", namedGUID("OneToManyRelationshipMetadata:" + rel.Name)},
	}
}

func (t *table) manyToMany() []object {
	var list []object
	for _, name := range slices.Sorted(maps.Keys(t.navs)) {
		for _, n := range t.navs[name] {
			if n.collection && n.lookup == nil {
				list = append(list, object{
					{"SchemaName", n.rel.Name}, {"RelationshipType", "ManyToManyRelationship"},
					{"Entity1LogicalName", n.rel.Many[0]}, {"Entity2LogicalName", n.rel.Many[1]}, {"IntersectEntityName", strings.ToLower(n.rel.Name)},
					{"Entity1NavigationPropertyName", n.rel.Navs[0]}, {"Entity2NavigationPropertyName", n.rel.Navs[1]},
					{"MetadataId", namedGUID("ManyToManyRelationshipMetadata:" + n.rel.Name)},
				})
			}
		}
	}
	return list
}

// relationships answers GET of RelationshipDefinitions, all, cast to a kind, or
// one of them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func (c *call) relationships(path []segment) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, notKnown("%s of RelationshipDefinitions", c.method)
	}
	kind := ""
	if len(path) > 1 {
		kind = strings.TrimPrefix(path[1].name, namespace)
	}
	d, known := relationshipKinds[kind]
	if len(path) > 2 || len(path) == 2 && (path[1].hasArgs || !known || kind == "") {
		return answer{}, notKnown("%s below RelationshipDefinitions", path[1].name)
	}
	d.of = func(*table) []object { return c.schema.relationshipObjects(kind) }
	if path[0].hasArgs {
		return c.describeItem("RelationshipDefinitions", d, nil, path[0].args, "SchemaName")
	}
	return c.describeAll("RelationshipDefinitions", d, []*table{nil})
}

// relationshipObjects lists the relationships of one kind, or of both, each with
// its type and once.
func (sc *schema) relationshipObjects(kind string) []object {
	var list []object
	seen := map[any]bool{}
	for _, t := range sc.sortedTables() {
		for name, of := range map[string][]object{"OneToManyRelationshipMetadata": t.manyToOne(), "ManyToManyRelationshipMetadata": t.manyToMany()} {
			for _, o := range of {
				id, _ := o.get("MetadataId")
				if !seen[id] && (kind == "" || kind == name) {
					seen[id] = true
					list = append(list, append(object{{"@odata.type", "#" + namespace + name}}, o...))
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b object) int {
		one, _ := a.get("SchemaName")
		two, _ := b.get("SchemaName")
		return strings.Compare(one.(string), two.(string))
	})
	return list
}
