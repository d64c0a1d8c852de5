package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

func TestEntityDefinitions(t *testing.T) {
	c := start(t, emulator.Options{})
	all := c.must(200, "GET", "EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute", "")
	byName := map[any]map[string]any{}
	for _, d := range all.values(t) {
		byName[d["LogicalName"]] = d
	}
	id := byName["account"]["MetadataId"].(string)
	want := map[string]any{"LogicalName": "account", "EntitySetName": "accounts", "PrimaryIdAttribute": "accountid", "MetadataId": id}
	if diff := cmp.Diff(want, byName["account"]); diff != "" {
		t.Errorf("account (-want +got):\n%s", diff)
	}
	if context := all.json(t)["@odata.context"]; context != c.conn.ServiceRootURL+"$metadata#EntityDefinitions(LogicalName,EntitySetName,PrimaryIdAttribute)" {
		t.Errorf("context %v", context)
	}
	for _, filter := range []string{"LogicalName%20eq%20'account'", "EntitySetName%20eq%20'accounts'", "EntitySetName%20eq%20'none'%20or%20LogicalName%20eq%20'account'"} {
		found := c.must(200, "GET", "EntityDefinitions?$select=EntitySetName&$filter="+filter, "").values(t)
		if len(found) != 1 || found[0]["EntitySetName"] != "accounts" || found[0]["LogicalName"] != nil {
			t.Errorf("%s: %v", filter, found)
		}
	}
	for _, key := range []string{"LogicalName='account'", id} {
		one := c.must(200, "GET", "EntityDefinitions("+key+")?$select=EntitySetName,OwnershipType,ObjectTypeCode", "").json(t)
		if one["EntitySetName"] != "accounts" || one["OwnershipType"] != "UserOwned" || one["ObjectTypeCode"] != json.Number("1") ||
			!strings.HasSuffix(one["@odata.context"].(string), "$metadata#EntityDefinitions(EntitySetName,OwnershipType,ObjectTypeCode)/$entity") {
			t.Errorf("%s: %v", key, one)
		}
	}
}

func TestEntityDefinitionsDetails(t *testing.T) {
	c := start(t, emulator.Options{})
	find := func(path, by, name string) map[string]any {
		t.Helper()
		for _, item := range c.must(200, "GET", path, "").values(t) {
			if item[by] == name {
				delete(item, "MetadataId")
				return item
			}
		}
		t.Errorf("%s: no %s", path, name)
		return nil
	}
	order, attributes := "EntityDefinitions(LogicalName='new_order')", "/Attributes?$select=LogicalName,AttributeType,IsValidForCreate,IsValidForUpdate"
	for _, tt := range []struct{ column, kind, class string }{
		{"new_ordernumber", "String", "String"}, {"new_total", "Money", "Money"}, {"new_duedate", "DateTime", "DateTime"}, {"statecode", "State", "State"},
		{"statuscode", "Status", "Status"}, {"new_accountid", "Lookup", "Lookup"}, {"ownerid", "Owner", "Lookup"}, {"new_sourceversion", "BigInt", "BigInt"},
	} {
		want := map[string]any{"@odata.type": "#Microsoft.Dynamics.CRM." + tt.class + "AttributeMetadata", "LogicalName": tt.column, "AttributeType": tt.kind, "IsValidForCreate": true, "IsValidForUpdate": true}
		if diff := cmp.Diff(want, find(order+attributes, "LogicalName", tt.column)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.column, diff)
		}
	}
	for column, valid := range map[string][2]bool{"createdon": {false, false}, "new_orderid": {true, false}} {
		if got := find(order+attributes, "LogicalName", column); got["IsValidForCreate"] != valid[0] || got["IsValidForUpdate"] != valid[1] {
			t.Errorf("%s: %v", column, got)
		}
	}
	if got := find("EntityDefinitions(LogicalName='opportunity')"+attributes, "LogicalName", "customerid"); got["AttributeType"] != "Customer" {
		t.Errorf("customerid: %v", got)
	}
	const ofKey = "$select=SchemaName,LogicalName,KeyAttributes,EntityKeyIndexStatus"
	for name, want := range map[string]map[string]any{
		"accountandname": {"SchemaName": "AccountandName", "KeyAttributes": []any{"new_accountid", "new_name"}, "EntityKeyIndexStatus": "Active"},
		"externalid":     {"SchemaName": "ExternalId", "KeyAttributes": []any{"new_externalid"}, "EntityKeyIndexStatus": "Pending"},
	} {
		want["LogicalName"] = name
		if diff := cmp.Diff(want, find(order+"/Keys?"+ofKey, "LogicalName", name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	expanded := find("EntityDefinitions?$select=LogicalName&$expand=Keys("+ofKey+"),Attributes($select=LogicalName)", "LogicalName", "new_order")
	if len(expanded["Keys"].([]any)) != 3 || len(expanded["Attributes"].([]any)) < 10 {
		t.Errorf("expanded: %v", expanded)
	}
	lookup := find(order+"/ManyToOneRelationships?$select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName", "ReferencingAttribute", "new_accountid")
	want := map[string]any{"ReferencingAttribute": "new_accountid", "ReferencedEntity": "account", "ReferencingEntityNavigationPropertyName": "new_AccountId"}
	if diff := cmp.Diff(want, lookup); diff != "" {
		t.Errorf("relationship (-want +got):\n%s", diff)
	}
}

func TestEntityDefinitionsNotCovered(t *testing.T) {
	c := start(t, emulator.Options{})
	const one = "EntityDefinitions(LogicalName='account')"
	for _, path := range []string{
		one + "?$select=Description", one + "?$expand=Attributes($select=LogicalName;$orderby=LogicalName)", one + "?$expand=Attributes($filter=IsAuditEnabled%20eq%20true)",
		one + "/OneToManyRelationships?$select=CascadeConfiguration", one + "/Keys(Name='accountnumber')?$select=LogicalName", one + "/Attributes/Microsoft.Dynamics.CRM.ManagedPropertyAttributeMetadata?$select=LogicalName",
		one + "/Attributes?$select=LogicalName&$expand=OptionSet($select=Options)",
		"EntityDefinitions(SchemaName='Account')?$select=LogicalName", "EntityDefinitions?$select=LogicalName&$filter=ObjectTypeCode%20gt%201", "EntityDefinitions?$select=LogicalName&$top=1",
		"RelationshipDefinitions?$select=IsManaged", "RelationshipDefinitions/Attributes", one + "/Attributes/a/b",
	} {
		if r := c.send("GET", path, ""); r.status != 501 {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	c.refuses([]refused{
		{"unknown table", "GET", "EntityDefinitions(LogicalName='nothing')?$select=LogicalName", "", nil, 404, "0x80041102", "name = 'nothing'"},
		{"unquoted", "GET", "EntityDefinitions(LogicalName=account)?$select=LogicalName", "", nil, 400, "0x80060888", "LogicalName"},
		{"write", "PUT", "EntityDefinitions", "{}", nil, 501, "NotCovered", "PUT"},
		{"parentheses", "GET", one + "?$expand=Keys($select=LogicalName", "", nil, 400, "0x80060888", "parentheses"},
	})
}
