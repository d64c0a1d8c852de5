package tableschema_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/operator/tableschema"
)

// TestSchema accepts messages that fit the table, and refuses others.
func TestSchema(t *testing.T) {
	table := values.Table{LogicalName: "contact", EntitySet: "contacts", Columns: map[string]values.Column{
		"lastname": {Type: "String"}, "size": {Type: "Integer"}, "birthdate": {Type: "DateTime", IsDateOnly: true}, "seen": {Type: "DateTime"},
		"gender": {Type: "Picklist", Choices: []values.Choice{{Value: 1, Labels: []string{"Male", "Männlich"}}}}, "unlabelled": {Type: "State"},
		"hobbies": {Type: "MultiSelectPicklist", Choices: []values.Choice{{Value: 1, Labels: []string{"Chess"}}}},
		"optin":   {Type: "Boolean", Choices: []values.Choice{{Value: 1, Labels: []string{"Allow"}}}},
		"parent":  {Type: "Customer", Targets: map[string]string{"account": "parent_account"}}, "ownerid": {Type: "Owner", Targets: map[string]string{"team": "ownerid"}},
		"to": {Type: "PartyList"}, "odd": {Type: "ManagedProperty"}, "id": {Type: "Uniqueidentifier"},
	}}
	text, err := json.Marshal(tableschema.Schema([]values.Table{table}))
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("table.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("table.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, isGood := range map[string]bool{
		`{"lastname":"B","size":null,"birthdate":"2026-01-31","optin":true}`:                                   true,
		`{"gender":"Männlich","hobbies":["Chess",1],"optin":"Allow","unlabelled":"x"}`:                         true,
		`{"gender":1,"parent":null,"ownerid":{"team":{"name":"T"}}}`:                                           true,
		`{"parent":{"account":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"},"to":[{"address":"a@b"},{"x":{"y":1}}]}`: true,
		`{"lastnam":"B"}`:                     false,
		`{"lastname":5}`:                      false,
		`{"gender":"Femal"}`:                  false,
		`{"hobbies":"Chess"}`:                 false,
		`{"parent":{"lead":{"subject":"S"}}}`: false,
		`{"ownerid":null}`:                    false,
		`{"odd":1}`:                           false,
		`{}`:                                  false,
	} {
		message, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(`{"operation":"update","table":"contact","id":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70","values":` + text + `}`)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(message); (err == nil) != isGood {
			t.Errorf("%s: %v", text, err)
		}
	}
}
