package emulator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

func TestRelationshipDefinitions(t *testing.T) {
	c := start(t, emulator.Options{})
	named := func(path, name string) map[string]any {
		t.Helper()
		var found map[string]any
		for _, item := range c.must(200, "GET", path, "").values(t) {
			if item["SchemaName"] == name {
				found = item
			}
		}
		if found == nil {
			t.Errorf("%s: no %s", path, name)
		}
		delete(found, "MetadataId")
		return found
	}
	lookup := map[string]any{
		"SchemaName": "contact_customer_accounts", "RelationshipType": "OneToManyRelationship", "ReferencingEntity": "contact", "ReferencingAttribute": "parentcustomerid",
		"ReferencedEntity": "account", "ReferencedAttribute": "accountid",
		"ReferencingEntityNavigationPropertyName": "parentcustomerid_account", "ReferencedEntityNavigationPropertyName": "contact_customer_accounts",
	}
	many := map[string]any{
		"SchemaName": "accountleads_association", "RelationshipType": "ManyToManyRelationship", "Entity1LogicalName": "account", "Entity2LogicalName": "lead",
		"IntersectEntityName": "accountleads_association", "Entity1NavigationPropertyName": "accountleads_association", "Entity2NavigationPropertyName": "accountleads_association",
	}
	for path, want := range map[string]map[string]any{
		"EntityDefinitions(LogicalName='account')/OneToManyRelationships":                                 lookup,
		"EntityDefinitions(LogicalName='contact')/ManyToOneRelationships":                                 lookup,
		"EntityDefinitions(LogicalName='account')/ManyToManyRelationships":                                many,
		"EntityDefinitions(LogicalName='lead')/ManyToManyRelationships":                                   many,
		"RelationshipDefinitions/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata":                    with(lookup, "@odata.type", "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata"),
		"RelationshipDefinitions?$select=SchemaName&$filter=SchemaName%20eq%20'accountleads_association'": {"SchemaName": "accountleads_association", "@odata.type": "#Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata"},
	} {
		if diff := cmp.Diff(want, named(path, want["SchemaName"].(string))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	all := c.must(200, "GET", "RelationshipDefinitions", "").values(t)
	one := c.must(200, "GET", "RelationshipDefinitions(SchemaName='contact_customer_accounts')", "").json(t)
	seen := map[any]bool{}
	for _, item := range all {
		if seen[item["MetadataId"]] {
			t.Errorf("%v is there twice", item["SchemaName"])
		}
		seen[item["MetadataId"]] = true
	}
	if !seen[one["MetadataId"]] || one["RelationshipType"] != "OneToManyRelationship" || len(all) < 30 {
		t.Errorf("one of %d: %v", len(all), one)
	}
	c.refuses([]refused{
		{"absent", "GET", "RelationshipDefinitions(SchemaName='nothing')", "", nil, 404, "0x80060888", "'nothing'"},
		{"write", "POST", "RelationshipDefinitions", "{}", nil, 501, "NotCovered", "POST"},
	})
}

func with(m map[string]any, name string, value any) map[string]any {
	n := map[string]any{name: value}
	for k, v := range m {
		n[k] = v
	}
	return n
}
