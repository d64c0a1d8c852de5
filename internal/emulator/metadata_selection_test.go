package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

// one is a table or column by its name in a list.
func one(t *testing.T, list []map[string]any, name string) map[string]any {
	t.Helper()
	for _, item := range list {
		if item["LogicalName"] == name {
			return item
		}
	}
	t.Fatalf("no %s among %d", name, len(list))
	return nil
}

// text returns the only text of a label: for the user and among all languages.
func text(v any) any {
	all := v.(map[string]any)
	user, written := all["UserLocalizedLabel"].(map[string]any)
	if list := all["LocalizedLabels"].([]any); !written || len(list) != 1 || list[0].(map[string]any)["Label"] != user["Label"] || user["LanguageCode"] != json.Number("1033") {
		return nil
	}
	return user["Label"]
}

// TestDefinitionsWithoutSelect sends the requests of clients that name no properties. The
// definition of a table is the same in the list, by its name, by its id, and with a filter.
func TestDefinitionsWithoutSelect(t *testing.T) {
	c := start(t, emulator.Options{})
	all := c.must(200, "GET", "EntityDefinitions", "")
	listed := one(t, all.values(t), "account")
	if context := all.json(t)["@odata.context"]; context != c.conn.ServiceRootURL+"$metadata#EntityDefinitions" {
		t.Errorf("context %v", context)
	}
	id := listed["MetadataId"].(string)
	filtered := one(t, c.must(200, "GET", "EntityDefinitions?$filter=IsPrivate%20eq%20false%20and%20HasNotes%20eq%20true", "").values(t), "account")
	for path, got := range map[string]map[string]any{
		"by name": c.must(200, "GET", "EntityDefinitions(LogicalName='account')", "").json(t),
		"by id":   c.must(200, "GET", "EntityDefinitions("+id+")", "").json(t),
		"filter":  filtered,
	} {
		if context, _ := got["@odata.context"].(string); path != "filter" && !strings.HasSuffix(context, "$metadata#EntityDefinitions/$entity") {
			t.Errorf("%s: context %s", path, context)
		}
		delete(got, "@odata.context")
		if diff := cmp.Diff(listed, got); diff != "" {
			t.Errorf("%s (-listed +got):\n%s", path, diff)
		}
	}
	if privileges, _ := listed["Privileges"].([]any); len(privileges) != 7 {
		t.Errorf("privileges: %v", listed["Privileges"])
	}
	labels := map[string]any{"DisplayName": text(listed["DisplayName"]), "DisplayCollectionName": text(listed["DisplayCollectionName"])}
	for _, name := range []string{"MetadataId", "Privileges", "DisplayName", "DisplayCollectionName"} {
		delete(listed, name)
	}
	want := map[string]any{
		"LogicalName": "account", "SchemaName": "Account", "EntitySetName": "accounts", "LogicalCollectionName": "accounts", "PrimaryIdAttribute": "accountid",
		"PrimaryNameAttribute": "name", "PrimaryImageAttribute": "entityimage", "ObjectTypeCode": json.Number("1"), "OwnershipType": "UserOwned", "TableType": "Standard", "IsPrivate": false,
		"IsCustomEntity": false, "IsActivity": false, "IsIntersect": false, "HasActivities": true, "HasNotes": true, "ChangeTrackingEnabled": false,
		"IsOptimisticConcurrencyEnabled": true, "EnforceStateTransitions": false,
	}
	if diff := cmp.Diff(want, listed); diff != "" {
		t.Errorf("account (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"DisplayName": "Account", "DisplayCollectionName": "Accounts"}, labels); diff != "" {
		t.Errorf("labels of account (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{"systemuser": "User", "businessunit": "Business Unit", "opportunityclose": "Opportunity Close", "new_order": "Order", "incident": "Case", "salesorderdetail": "Order Line", "contoso_sensordata": "Sensor Data"} {
		if got := text(one(t, all.values(t), name)["DisplayName"]); got != want {
			t.Errorf("%s is called %v, want %s", name, got, want)
		}
	}
	task := one(t, all.values(t), "task")
	if task["IsActivity"] != true || task["HasActivities"] != false || task["HasNotes"] != true {
		t.Errorf("task: %v", task)
	}
}

func TestAttributesWithoutSelect(t *testing.T) {
	c := start(t, emulator.Options{})
	const account = "EntityDefinitions(LogicalName='account')"
	list := c.must(200, "GET", account+"/Attributes", "").values(t)
	name := c.must(200, "GET", account+"/Attributes(LogicalName='name')", "").json(t)
	delete(name, "@odata.context")
	if diff := cmp.Diff(one(t, list, "name"), name); diff != "" {
		t.Errorf("name (-listed +got):\n%s", diff)
	}
	delete(name, "MetadataId")
	want := map[string]any{
		"@odata.type": "#Microsoft.Dynamics.CRM.StringAttributeMetadata", "EntityLogicalName": "account", "LogicalName": "name", "SchemaName": "Name",
		"AttributeType": "String", "AttributeTypeName": map[string]any{"Value": "StringType"}, "AttributeOf": nil, "RequiredLevel": map[string]any{"Value": "None"},
		"DisplayName": map[string]any{"LocalizedLabels": []any{}, "UserLocalizedLabel": nil}, "IsPrimaryId": false, "IsPrimaryName": true,
		"IsValidForCreate": true, "IsValidForUpdate": true, "IsValidForRead": true, "IsSecured": false,
		"MaxLength": json.Number("160"), "Format": "Text", "FormatName": map[string]any{"Value": "Text"},
	}
	if diff := cmp.Diff(want, name); diff != "" {
		t.Errorf("name (-want +got):\n%s", diff)
	}
	if owner := one(t, list, "ownerid"); cmp.Diff([]any{"systemuser", "team"}, owner["Targets"]) != "" {
		t.Errorf("ownerid: %v", owner)
	}
	for _, item := range list {
		for _, absent := range []string{"OptionSet", "GlobalOptionSet"} { // they are there only with $expand
			if _, found := item[absent]; found {
				t.Errorf("%v has %s", item["LogicalName"], absent)
			}
		}
	}
	cast := c.must(200, "GET", account+"/Attributes/Microsoft.Dynamics.CRM.LookupAttributeMetadata?$select=Targets&$filter=LogicalName%20eq%20'primarycontactid'", "").values(t)
	if len(cast) != 1 || cmp.Diff([]any{"contact"}, cast[0]["Targets"]) != "" || cast[0]["LogicalName"] != nil {
		t.Errorf("primarycontactid: %v", cast)
	}
}

// TestDefinitionsExpanded uses $expand with and without $select, and with $filter.
func TestDefinitionsExpanded(t *testing.T) {
	c := start(t, emulator.Options{})
	const account = "EntityDefinitions(LogicalName='account')"
	const picklists = "Attributes($select=LogicalName;$filter=AttributeType%20eq%20Microsoft.Dynamics.CRM.AttributeTypeCode'Picklist')"
	got := c.must(200, "GET", account+"?$select=LogicalName&$expand="+picklists+",Keys", "").json(t)
	if context := got["@odata.context"].(string); !strings.HasSuffix(context, "#EntityDefinitions(LogicalName,Attributes(LogicalName),Keys())/$entity") {
		t.Errorf("context %s", context)
	}
	columns, keys := got["Attributes"].([]any), got["Keys"].([]any)
	if len(columns) != 7 || columns[0].(map[string]any)["AttributeType"] != nil || len(keys) != 1 || keys[0].(map[string]any)["EntityKeyIndexStatus"] != "Active" {
		t.Errorf("%v", got)
	}
	whole := c.must(200, "GET", account+"?$expand=Attributes", "").json(t)
	if context := whole["@odata.context"].(string); !strings.HasSuffix(context, "#EntityDefinitions(Attributes())/$entity") {
		t.Errorf("context %s", context)
	}
	listed := c.must(200, "GET", account+"/Attributes", "").json(t)["value"]
	if diff := cmp.Diff(listed, whole["Attributes"]); diff != "" || whole["EntitySetName"] != "accounts" {
		t.Errorf("%v (-listed +expanded):\n%s", whole["EntitySetName"], diff)
	}
	for column, want := range map[string][2]string{"creditonhold": {"No", "Yes"}, "donotemail": {"Allow", "Do Not Allow"}} {
		table := map[string]string{"creditonhold": "account", "donotemail": "contact"}[column]
		boolean := c.must(200, "GET", "EntityDefinitions(LogicalName='"+table+"')/Attributes(LogicalName='"+column+"')/Microsoft.Dynamics.CRM.BooleanAttributeMetadata?$select=DefaultValue&$expand=OptionSet,GlobalOptionSet($select=Name)", "").json(t)
		set := boolean["OptionSet"].(map[string]any)
		no, yes := set["FalseOption"].(map[string]any), set["TrueOption"].(map[string]any)
		global, there := boolean["GlobalOptionSet"]
		if text(no["Label"]) != want[0] || text(yes["Label"]) != want[1] || yes["Value"] != json.Number("1") || no["Value"] != json.Number("0") ||
			set["OptionSetType"] != "Boolean" || boolean["DefaultValue"] != false || !there || global != nil {
			t.Errorf("%s: %v", column, boolean)
		}
	}
	c.refuses([]refused{
		{"a label compared", "GET", account + "/Attributes?$filter=DisplayName%20eq%20'a'", "", nil, 501, "NotCovered", "DisplayName"},
		{"no such detail", "GET", account + "?$expand=Settings", "", nil, 501, "NotCovered", "Settings"},
	})
}

// TestOptionSetByItsPath requests the choices of one column alone.
func TestOptionSetByItsPath(t *testing.T) {
	c := start(t, emulator.Options{})
	const column = "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='accountcategorycode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
	set := c.must(200, "GET", column+"/OptionSet?$select=Options,Name", "").json(t)
	if got := labels(map[string]any{"OptionSet": set}); len(got) != 2 || got["2"] != "Standard" || set["Name"] != "account_accountcategorycode" || set["OptionSetType"] != nil {
		t.Errorf("%v", set)
	}
	if whole := c.must(200, "GET", column+"/OptionSet", "").json(t); whole["OptionSetType"] != "Picklist" || whole["IsGlobal"] != false {
		t.Errorf("%v", whole)
	}
	c.must(204, "GET", column+"/GlobalOptionSet", "")
	state := c.must(200, "GET", "EntityDefinitions(LogicalName='opportunity')/Attributes(LogicalName='statuscode')/Microsoft.Dynamics.CRM.StatusAttributeMetadata/OptionSet", "").json(t)
	if got := labels(map[string]any{"OptionSet": state}); got["5"] != "Out-Sold" || len(got) != 5 {
		t.Errorf("%v", state)
	}
	c.refuses([]refused{
		{"of a text", "GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')/Microsoft.Dynamics.CRM.StringAttributeMetadata/OptionSet", "", nil, 501, "NotCovered", "OptionSet"},
		{"absent", "GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='nothing')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata/OptionSet", "", nil, 404, "0x80041103", "nothing"},
		{"longer", "GET", column + "/OptionSet/Options", "", nil, 501, "NotCovered", "path"},
		{"options", "GET", column + "/OptionSet?$expand=Options", "", nil, 501, "NotCovered", "$expand"},
	})
}
