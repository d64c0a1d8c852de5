package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// labels returns the texts of an expanded OptionSet, by value.
func labels(item map[string]any) map[string]string {
	found := map[string]string{}
	for _, o := range item["OptionSet"].(map[string]any)["Options"].([]any) {
		option := o.(map[string]any)
		text := ""
		if user, ok := option["Label"].(map[string]any)["UserLocalizedLabel"].(map[string]any); ok {
			text = user["Label"].(string)
		}
		found[option["Value"].(json.Number).String()] = text
	}
	return found
}

func TestChoices(t *testing.T) {
	c := start(t, emulator.Options{})
	const cast = "/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)"
	r := c.must(200, "GET", "EntityDefinitions(LogicalName='account')"+cast, "")
	byName := map[any]map[string]any{}
	for _, item := range r.values(t) {
		byName[item["LogicalName"]] = item
	}
	category := byName["accountcategorycode"]
	if got := labels(category); len(got) != 2 || got["1"] != "Preferred Customer" || got["2"] != "Standard" || category["@odata.type"] != nil || category["MetadataId"] == nil {
		t.Errorf("accountcategorycode: %v", category)
	}
	if got := labels(byName["industrycode"]); len(got) != 33 || got["1"] != "Accounting" || got["9"] != "Design, Direction and Creative Management" {
		t.Errorf("industrycode: %v", got)
	}
	if byName["statecode"] != nil || byName["name"] != nil {
		t.Errorf("columns of other types: %s", r.body)
	}
	if context, _ := r.json(t)["@odata.context"].(string); !strings.HasSuffix(context, "#EntityDefinitions('account')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata(LogicalName,OptionSet(Options))") {
		t.Errorf("context %s", context)
	}
	one := "EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='statecode')/Microsoft.Dynamics.CRM.StateAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options,Name)"
	if state := c.must(200, "GET", one, "").json(t); len(labels(state)) != 3 || state["OptionSet"].(map[string]any)["Name"] != "lead_statecode" {
		t.Errorf("statecode: %v", state)
	}
	text := c.must(200, "GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=MaxLength", "").json(t)
	if text["MaxLength"] != json.Number("160") || text["LogicalName"] != nil {
		t.Errorf("name: %v", text)
	}
	for name, want := range map[string]string{"name": "Name", "emailaddress1": "EMailAddress1", "address1_stateorprovince": "Address1_StateOrProvince", "primarycontactid": "PrimaryContactId"} {
		if got := c.must(200, "GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='"+name+"')?$select=SchemaName", "").json(t); got["SchemaName"] != want {
			t.Errorf("%s: %v, want %s", name, got["SchemaName"], want)
		}
	}
	for path, want := range map[string]string{
		"account')/Attributes(LogicalName='revenue')/Microsoft.Dynamics.CRM.MoneyAttributeMetadata?$select=MaxValue,MinValue,Precision":     `"MinValue":0,"MaxValue":100000000000000,"Precision":2`,
		"contact')/Attributes(LogicalName='birthdate')/Microsoft.Dynamics.CRM.DateTimeAttributeMetadata?$select=Format":                     `"Format":"DateOnly"`,
		"account')/Attributes(LogicalName='numberofemployees')/Microsoft.Dynamics.CRM.IntegerAttributeMetadata?$select=MinValue,SchemaName": `"MinValue":0`,
		"new_order')/Attributes(LogicalName='new_ordernumber')?$select=SchemaName,RequiredLevel,AttributeOf,DisplayName":                    `"SchemaName":"new_Ordernumber","DisplayName":{"LocalizedLabels":[],"UserLocalizedLabel":null},"AttributeOf":null,"RequiredLevel":{"Value":"None"}`,
		"new_order')/Attributes(LogicalName='new_orderid')?$select=RequiredLevel":                                                           `"RequiredLevel":{"Value":"SystemRequired"}`,
	} {
		r := c.must(200, "GET", "EntityDefinitions(LogicalName='"+path, "")
		if !strings.Contains(string(r.body), want) {
			t.Errorf("%s: %s, want %s", path, r.body, want)
		}
	}
	c.refuses([]refused{
		{"absent", "GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='nothing')?$select=LogicalName", "", nil, 404, "0x80041103", "Name = 'nothing'"},
		{"of another type", "GET", strings.Replace(one, "State", "Picklist", 1), "", nil, 404, "0x80041103", "Name = 'statecode'"},
	})
}

// TestPicklistLabels checks that the labels of the default schema belong to their columns.
func TestPicklistLabels(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "POST", "accounts", `{"name":"x","accountcategorycode":2}`)
	c.refuses([]refused{{"no such option", "POST", "accounts", `{"name":"y","accountcategorycode":3}`, nil, 400, "0x8004431A", "Accepted Values: 1,2"}})
}
