package emulator_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestServiceDocument(t *testing.T) {
	c := start(t, emulator.Options{})
	r := c.must(200, "GET", "", "")
	sets := map[string]bool{}
	for _, set := range r.values(t) {
		if set["kind"] != "EntitySet" || set["url"] != set["name"] {
			t.Errorf("an entity set %v", set)
		}
		sets[set["name"].(string)] = true
	}
	if len(sets) < 10 || !sets["accounts"] || !sets["new_orders"] {
		t.Errorf("entity sets %v", sets)
	}
	c.refuses([]refused{
		{"post", "POST", "", "{}", nil, 405, "0x80060888", "POST"},
		{"options", "GET", "?$top=1", "", nil, 501, "NotCovered", "$top"},
	})
}

// TestMetadataDocument checks the parts of the document that Microsoft's documents show,
// with the emulator's own tables.
func TestMetadataDocument(t *testing.T) {
	c := start(t, emulator.Options{})
	r := c.must(200, "GET", "$metadata", "", "Accept", "application/xml")
	if err := xml.Unmarshal(r.body, new(struct{})); err != nil || !strings.HasPrefix(r.header.Get("Content-Type"), "application/xml") {
		t.Fatalf("%v, %v", r.header, err)
	}
	doc := strings.Join(strings.Fields(strings.ReplaceAll(string(r.body), "\n", " ")), " ")
	for name, want := range map[string]string{
		"namespace":      `<edmx:DataServices> <Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">`,
		"entity type":    `<EntityType Name="account" BaseType="mscrm.crmbaseentity"> <Key> <PropertyRef Name="accountid"></PropertyRef> </Key>`,
		"principal":      `<EntityType Name="systemuser" BaseType="mscrm.principal"> <Property`,
		"string":         `<Property Name="name" Type="Edm.String" Unicode="false">`,
		"money":          `<Property Name="creditlimit" Type="Edm.Decimal" Scale="Variable">`,
		"lookup column":  `<Property Name="_primarycontactid_value" Type="Edm.Guid">`,
		"lookup":         `<NavigationProperty Name="primarycontactid" Type="mscrm.contact" Nullable="false" Partner="account_primary_contact"> <ReferentialConstraint Property="_primarycontactid_value" ReferencedProperty="contactid">`,
		"owner":          `<NavigationProperty Name="ownerid" Type="mscrm.principal" Nullable="false"> <ReferentialConstraint Property="_ownerid_value" ReferencedProperty="ownerid">`,
		"collection":     `<NavigationProperty Name="Account_Tasks" Type="Collection(mscrm.task)" Partner="regardingobjectid_account_task">`,
		"many to many":   `<NavigationProperty Name="teammembership_association" Type="Collection(mscrm.team)" Partner="teammembership_association">`,
		"alternate key":  `<PropertyValue Property="Alias" String="_new_accountid_value"></PropertyValue> <PropertyValue Property="Name" PropertyPath="_new_accountid_value">`,
		"unbound action": `<Action Name="WinOpportunity"> <Parameter Name="OpportunityClose" Type="mscrm.opportunityclose" Nullable="false"></Parameter> <Parameter Name="Status" Type="Edm.Int32" Nullable="false">`,
		"action on row":  `<Action Name="new_AddNoteToContact" IsBound="true"> <Parameter Name="entity" Type="mscrm.contact" Nullable="false"></Parameter> <Parameter Name="NoteText" Type="Edm.String" Nullable="false" Unicode="false">`,
		"action on set":  `<Action Name="new_AssignTerritory" IsBound="true"> <Parameter Name="entityset" Type="Collection(mscrm.lead)" Nullable="false"></Parameter> <Parameter Name="DueDate" Type="Edm.DateTimeOffset"></Parameter>`,
		"returns a row":  `<ReturnType Type="mscrm.annotation" Nullable="false">`,
		"function":       `<Function Name="WhoAmI"> <ReturnType Type="mscrm.WhoAmIResponse" Nullable="false">`,
		"entity set":     `<EntitySet Name="accounts" EntityType="Microsoft.Dynamics.CRM.account">`,
		"binding":        `<NavigationPropertyBinding Path="primarycontactid" Target="contacts">`,
		"import":         `<ActionImport Name="WinOpportunity" Action="Microsoft.Dynamics.CRM.WinOpportunity">`,
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("%s: no %s", name, want)
		}
	}
	if strings.Contains(doc, `PropertyPath="new_externalid"`) {
		t.Error("a key whose index is pending is declared")
	}
}

func TestMetadataDocumentETag(t *testing.T) {
	c := start(t, emulator.Options{})
	etag := c.must(200, "GET", "$metadata", "").header.Get("ETag")
	r := c.must(304, "GET", "$metadata", "", "If-None-Match", etag)
	if etag == "" || r.header.Get("ETag") != etag || len(r.body) != 0 {
		t.Errorf("ETag %q, then %v %s", etag, r.header, r.body)
	}
	c.must(200, "GET", "$metadata", "", "If-None-Match", `W/"other"`)
	other := start(t, emulator.Options{Schema: editedSchema(t, func(m map[string]any) {
		m["tables"].([]any)[0].(map[string]any)["columns"].(map[string]any)["new_column"] = "Integer"
	})})
	other.must(200, "GET", "$metadata", "", "If-None-Match", etag)
	c.refuses([]refused{
		{"post", "POST", "$metadata", "{}", nil, 405, "0x80060888", "POST"},
		{"annotations", "GET", "$metadata?annotations=true", "", nil, 501, "NotCovered", "annotations"},
		{"annotations by header", "GET", "$metadata", "", []string{"Prefer", `odata.include-annotations="*"`}, 501, "NotCovered", "annotations"},
		{"below", "GET", "$metadata/x", "", nil, 404, "0x8006088a", "$metadata"},
	})
}

// TestPendingKey is about an alternate key whose index is not Active.
func TestPendingKey(t *testing.T) {
	c := start(t, emulator.Options{})
	c.refuses([]refused{
		{"read", "GET", "new_orders(new_externalid='X')", "", nil, 400, "0x80060890", "The key in the request URI is not valid"},
		{"upsert", "PATCH", "new_orders(new_externalid='X')", `{"new_name":"x"}`, nil, 400, "0x80060890", "The key in the request URI is not valid"},
	})
	for range 2 {
		c.must(204, "POST", "new_orders", `{"new_externalid":"X"}`) // the key does not make rows distinct yet
	}
	active := start(t, emulator.Options{Schema: editedSchema(t, func(m map[string]any) {
		for _, table := range m["tables"].([]any) {
			for _, key := range append([]any{}, keysOf(table)...) {
				delete(key.(map[string]any), "index")
			}
		}
	})})
	active.must(204, "PATCH", "new_orders(new_externalid='X')", `{"new_name":"x"}`)
	if _, err := emulator.New(emulator.Options{Schema: editedSchema(t, func(m map[string]any) {
		keysOf(m["tables"].([]any)[0])[0].(map[string]any)["index"] = "Done"
	})}); err == nil || !strings.Contains(err.Error(), `no index is "Done"`) {
		t.Errorf("an index of no known status: %v", err)
	}
}

func keysOf(table any) []any {
	keys, _ := table.(map[string]any)["keys"].([]any)
	return keys
}
