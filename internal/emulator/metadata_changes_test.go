package emulator_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

func TestRetrieveMetadataChanges(t *testing.T) {
	c := start(t, emulator.Options{})
	const account = `"Criteria":{"Conditions":[{"PropertyName":"LogicalName","ConditionOperator":"Equals","Value":{"Type":"System.String","Value":"account"}}]}`
	const name = `"Criteria":{"Conditions":[{"PropertyName":"LogicalName","ConditionOperator":"Equals","Value":{"Type":"System.String","Value":"name"}}]}`
	path := func(query string) string { return "RetrieveMetadataChanges(Query=@p1)?@p1=" + url.QueryEscape(query) }
	body := c.must(200, "GET", path(`{"Properties":{"PropertyNames":["LogicalName","Attributes"]},`+account+`,"AttributeQuery":{"Properties":{"PropertyNames":["LogicalName","AttributeType","AttributeTypeName","MaxLength"]},`+name+`}}`), "").json(t)
	table := body["EntityMetadata"].([]any)[0].(map[string]any)
	column := table["Attributes"].([]any)[0].(map[string]any)
	delete(column, "MetadataId")
	want := map[string]any{
		"@odata.type": "#Microsoft.Dynamics.CRM.StringAttributeMetadata", "LogicalName": "name", "AttributeType": "String",
		"AttributeTypeName": map[string]any{"Value": "StringType"}, "MaxLength": json.Number("160"),
	}
	if diff := cmp.Diff(want, column); diff != "" || len(body["EntityMetadata"].([]any)) != 1 || table["LogicalName"] != "account" {
		t.Errorf("%v (-want +got):\n%s", table, diff)
	}
	for query, tables := range map[string]int{`{"Properties":{"PropertyNames":["LogicalName"]},` + account + `}`: 1, `{"Properties":{"PropertyNames":["LogicalName"]}}`: len(c.must(200, "GET", "EntityDefinitions?$select=LogicalName", "").values(t))} {
		if got := c.must(200, "GET", path(query), "").json(t)["EntityMetadata"].([]any); len(got) != tables || got[0].(map[string]any)["Attributes"] != nil {
			t.Errorf("%s: %d tables, want %d", query, len(got), tables)
		}
	}
	c.refuses([]refused{
		{"method", "POST", "RetrieveMetadataChanges", "{}", nil, 404, "", "No HTTP resource"},
		{"inline", "GET", "RetrieveMetadataChanges(Query=null)", "", nil, 501, "NotCovered", "parameters"},
		{"unknown part", "GET", path(`{"RelationshipQuery":{}}`), "", nil, 501, "NotCovered", "RelationshipQuery"},
		{"property", "GET", path(`{"Properties":{"PropertyNames":["Description"]},` + account + `}`), "", nil, 501, "NotCovered", "Description"},
		{"operator", "GET", path(`{"Criteria":{"Conditions":[{"PropertyName":"LogicalName","ConditionOperator":"NotEquals"}]}}`), "", nil, 501, "NotCovered", "NotEquals"},
		{"or", "GET", path(`{"Criteria":{"FilterOperator":"Or"}}`), "", nil, 501, "NotCovered", "Or"},
	})
}
