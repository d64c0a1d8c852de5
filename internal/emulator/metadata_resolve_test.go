package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestStringMaps: one request has the labels of every choice of a table.
func TestStringMaps(t *testing.T) {
	c := start(t, emulator.Options{})
	rows := c.must(200, "GET", "stringmaps?$select=attributename,attributevalue,value,langid&$filter=objecttypecode%20eq%20'incident'", "").values(t)
	found := map[string]string{}
	for _, row := range rows {
		found[row["attributename"].(string)+" "+row["attributevalue"].(json.Number).String()] = row["value"].(string)
		if row["langid"] != json.Number("1033") {
			t.Errorf("language of %v", row)
		}
	}
	for choice, want := range map[string]string{"statecode 2": "Canceled", "statuscode 1000": "Information Provided", "prioritycode 1": "High", "isescalated 1": "Yes"} {
		if found[choice] != want {
			t.Errorf("%s: %q, want %q", choice, found[choice], want)
		}
	}
	c.refuses([]refused{{"write", "POST", "stringmaps", `{"value":"x"}`, nil, 501, "NotCovered", "POST of stringmaps"}})
}

// TestEnumCast: the base type of choices has the columns of each derived type.
func TestEnumCast(t *testing.T) {
	c := start(t, emulator.Options{})
	const attributes = "EntityDefinitions(LogicalName='quote')/Attributes/Microsoft.Dynamics.CRM."
	types := map[any]int{}
	for _, item := range c.must(200, "GET", attributes+"EnumAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)", "").values(t) {
		types[item["@odata.type"]]++
		if len(labels(item)) == 0 {
			t.Errorf("%v has no choices", item["LogicalName"])
		}
	}
	const namespace = "#Microsoft.Dynamics.CRM."
	if types[namespace+"PicklistAttributeMetadata"] < 4 || types[namespace+"StateAttributeMetadata"] != 1 || types[namespace+"StatusAttributeMetadata"] != 1 {
		t.Errorf("types %v", types)
	}
	if none := c.must(200, "GET", attributes+"MultiSelectPicklistAttributeMetadata?$select=LogicalName", "").values(t); len(none) != 0 {
		t.Errorf("choices with several values: %v", none)
	}
	yes := c.must(200, "GET", attributes+"BooleanAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=TrueOption,FalseOption)", "")
	if !strings.Contains(string(yes.body), `"Label":"Will Call"`) || !strings.Contains(string(yes.body), `"Label":"Address"`) {
		t.Errorf("yes or no: %s", yes.body)
	}
	states := c.must(200, "GET", attributes+"StateAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)", "")
	if !strings.Contains(string(states.body), `"DefaultStatus":7,"InvariantName":"Closed"`) {
		t.Errorf("states: %s", states.body)
	}
	statuses := c.must(200, "GET", attributes+"StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)", "")
	if !strings.Contains(string(statuses.body), `"State":3,"TransitionData":null`) {
		t.Errorf("statuses: %s", statuses.body)
	}
}

// TestDefinitionForWriters: the requests of a client before it writes with conditions.
func TestDefinitionForWriters(t *testing.T) {
	c := start(t, emulator.Options{})
	row := c.must(200, "GET", "EntityDefinitions(LogicalName='incident')?$select=IsOptimisticConcurrencyEnabled,EnforceStateTransitions", "").json(t)
	if row["IsOptimisticConcurrencyEnabled"] != true || row["EnforceStateTransitions"] != false {
		t.Errorf("%v", row)
	}
}

// TestAllProperties: RetrieveMetadataChanges with the properties that the emulator knows.
func TestAllProperties(t *testing.T) {
	c := start(t, emulator.Options{})
	query := `{"Criteria":{"FilterOperator":"And","Conditions":[{"PropertyName":"LogicalName","ConditionOperator":"Equals","Value":{"Type":"System.String","Value":"incident"}}]},"Properties":{"AllProperties":true},` +
		`"AttributeQuery":{"Properties":{"AllProperties":true},"Criteria":{"FilterOperator":"And","Conditions":[{"PropertyName":"LogicalName","ConditionOperator":"Equals","Value":{"Type":"System.String","Value":"statuscode"}}]}}}`
	tables := c.must(200, "GET", "RetrieveMetadataChanges(Query=@q)?@q="+strings.ReplaceAll(query, " ", "%20"), "").json(t)["EntityMetadata"].([]any)
	if len(tables) != 1 {
		t.Fatalf("%d tables", len(tables))
	}
	table := tables[0].(map[string]any)
	columns, _ := table["Attributes"].([]any)
	if table["EntitySetName"] != "incidents" || table["Privileges"] == nil || len(columns) != 1 || len(labels(columns[0].(map[string]any))) != 8 {
		t.Errorf("%v", table)
	}
}
