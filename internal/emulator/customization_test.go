package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// label is a Label in English.
func label(text string) string {
	return `{"@odata.type":"Microsoft.Dynamics.CRM.Label","LocalizedLabels":[{"@odata.type":"Microsoft.Dynamics.CRM.LocalizedLabel","Label":"` + text + `","LanguageCode":1033}]}`
}

// newColumn is the definition of a column; more begins with a comma.
func newColumn(kind, name, more string) string {
	return `{"@odata.type":"Microsoft.Dynamics.CRM.` + kind + `AttributeMetadata","SchemaName":"` + name + `","DisplayName":` + label(name) + `,"RequiredLevel":{"Value":"None"}` + more + `}`
}

// newTable is the definition of a table with a primary name column and others.
func newTable(name, ownership string, columns ...string) string {
	primary := newColumn("String", "contoso_MessageId", `,"MaxLength":100,"FormatName":{"Value":"Text"},"IsPrimaryName":true`)
	return fmt.Sprintf(`{"@odata.type":"Microsoft.Dynamics.CRM.EntityMetadata","SchemaName":%q,"DisplayName":%s,"DisplayCollectionName":%s,"Description":%s,
		"OwnershipType":%q,"IsActivity":false,"HasActivities":false,"HasNotes":false,"Attributes":[%s]}`,
		name, label("Ledger entry"), label("Ledger entries"), label("Messages that were carried out"), ownership, strings.Join(append([]string{primary}, columns...), ","))
}

const ledgerKey = `{"@odata.type":"Microsoft.Dynamics.CRM.EntityKeyMetadata","SchemaName":"contoso_MessageKey","KeyAttributes":["contoso_messageid"]}`

// signInAsAdministrator signs in as the second application, which may do everything.
func (c *client) signInAsAdministrator() {
	c.Helper()
	r := c.requestToken(func(form url.Values) {
		form.Set("client_id", emulator.AdminClientID)
		form.Set("client_secret", emulator.AdminClientSecret)
	})
	c.token, _ = r.json(c)["access_token"].(string)
}

// clock is a time that a test sets.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func TestCreateTable(t *testing.T) {
	at := &clock{fixedClock()}
	c := start(t, emulator.Options{Now: at.Now})
	before := c.must(200, "GET", "$metadata", "").header.Get("ETag")
	application := c.token
	c.signInAsAdministrator()
	body := newTable("contoso_LedgerEntry", "OrganizationOwned",
		newColumn("DateTime", "contoso_AppliedOn", `,"Format":"DateAndTime","DateTimeBehavior":{"Value":"TimeZoneIndependent"}`),
		newColumn("Integer", "contoso_Attempts", `,"MinValue":0,"MaxValue":100`),
		newColumn("Decimal", "contoso_Weight", `,"MinValue":-5.0,"MaxValue":5,"Precision":2`),
		newColumn("Boolean", "contoso_Done", `,"DefaultValue":true,"OptionSet":{"TrueOption":{"Value":1,"Label":`+label("Done")+`},"FalseOption":{"Value":0,"Label":`+label("Open")+`}}`),
		newColumn("Memo", "contoso_Remark", `,"MaxLength":2000,"Format":"TextArea"`))
	r := c.must(204, "POST", "EntityDefinitions", body)
	at2, found := strings.CutPrefix(r.header.Get("OData-EntityId"), c.conn.ServiceRootURL)
	if !found {
		t.Fatalf("OData-EntityId %s", r.header.Get("OData-EntityId"))
	}
	definition := c.must(200, "GET", at2+"?$select=LogicalName,SchemaName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,OwnershipType,TableType,ObjectTypeCode,Privileges,DisplayName", "").json(t)
	for name, want := range map[string]any{
		"LogicalName": "contoso_ledgerentry", "SchemaName": "contoso_LedgerEntry", "EntitySetName": "contoso_ledgerentries", "PrimaryIdAttribute": "contoso_ledgerentryid",
		"PrimaryNameAttribute": "contoso_messageid", "OwnershipType": "OrganizationOwned", "TableType": "Standard", "ObjectTypeCode": json.Number("10005"),
	} {
		if definition[name] != want {
			t.Errorf("%s is %v, want %v", name, definition[name], want)
		}
	}
	columns := string(c.must(200, "GET", at2+"/Attributes?$select=SchemaName", "").body)
	for _, name := range []string{"contoso_LedgerEntryId", "contoso_MessageId", "contoso_AppliedOn", "contoso_Attempts"} {
		if !strings.Contains(columns, `"`+name+`"`) {
			t.Errorf("no column %s: %s", name, columns)
		}
	}
	weight := c.must(200, "GET", at2+"/Attributes(LogicalName='contoso_weight')/Microsoft.Dynamics.CRM.DecimalAttributeMetadata", "").json(t)
	if weight["MinValue"] != json.Number("-5") || weight["Precision"] != json.Number("2") {
		t.Errorf("contoso_weight: %v", weight)
	}
	document := c.must(200, "GET", "$metadata", "")
	if !strings.Contains(string(document.body), `EntityType Name="contoso_ledgerentry"`) || document.header.Get("ETag") == before {
		t.Error("$metadata does not have the table")
	}

	id := c.must(204, "POST", "contoso_ledgerentries", `{"contoso_messageid":"m-1","contoso_appliedon":"2026-11-21T07:00:00Z","contoso_weight":1.239}`).created()
	row := c.must(200, "GET", "contoso_ledgerentries("+id+")", "", "Prefer", `odata.include-annotations="*"`).json(t)
	if row["contoso_weight"] != json.Number("1.24") || row["contoso_done@OData.Community.Display.V1.FormattedValue"] != "Done" || row["statuscode"] != json.Number("1") {
		t.Errorf("the row %v", row)
	}
	c.refuses([]refused{
		{"too long", "", "contoso_ledgerentries", `{"contoso_messageid":"` + strings.Repeat("x", 101) + `"}`, nil, 400, "0x80044331", "'100'"},
		{"range", "", "contoso_ledgerentries", `{"contoso_attempts":101}`, nil, 400, "0x8004432f", "contoso_attempts"},
		{"no owner", "", "contoso_ledgerentries", `{"ownerid@odata.bind":"/systemusers(` + emulator.AnaID + `)"}`, nil, 400, "0x80048d19", "ownerid"},
	})
	c.must(200, "POST", "contoso_ledgerentries/Microsoft.Dynamics.CRM.CreateMultiple", `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.contoso_ledgerentry","contoso_messageid":"m-9"}]}`)
	c.grant(application, at2)
	c.token = application
	c.must(204, "DELETE", "contoso_ledgerentries("+id+")", "")
	c.must(404, "GET", "contoso_ledgerentries("+id+")", "")
	c.refuses([]refused{{"write", "PATCH", "contoso_ledgerentries(" + rowID(7) + ")", `{"contoso_messageid":"x"}`, []string{"If-Match", "*"}, 404, "0x80040217", ""}})
}

// grant gives the application's role the privileges to create, read and delete on the table
// at a path, and finds that the application lacked them before.
func (c *client) grant(application, table string) {
	c.Helper()
	administrator := c.token
	c.token = application
	c.refuses([]refused{{"without the privilege", "GET", "contoso_ledgerentries", "", nil, 403, "0x80040220", "prvReadcontoso_LedgerEntry"}})
	c.token = administrator
	var privileges []string
	for _, p := range c.must(200, "GET", table+"?$select=Privileges", "").json(c)["Privileges"].([]any) {
		p := p.(map[string]any)
		if kind := p["PrivilegeType"]; kind == "Create" || kind == "Read" || kind == "Delete" {
			c.must(200, "GET", fmt.Sprintf("privileges?$filter=name%%20eq%%20'%s'", p["Name"]), "")
			privileges = append(privileges, fmt.Sprintf(`{"PrivilegeId":%q,"Depth":"Global"}`, p["PrivilegeId"]))
		}
	}
	if len(privileges) != 3 {
		c.Fatalf("privileges %v", privileges)
	}
	c.must(204, "POST", "roles("+emulator.SyncRoleID+")/Microsoft.Dynamics.CRM.AddPrivilegesRole", `{"Privileges":[`+strings.Join(privileges, ",")+`]}`)
}

func TestCreateKey(t *testing.T) {
	at := &clock{fixedClock()}
	c := start(t, emulator.Options{Schema: administrator(t), Now: at.Now})
	c.must(204, "POST", "EntityDefinitions", newTable("contoso_Ledger", "UserOwned"))
	keys := "EntityDefinitions(LogicalName='contoso_ledger')/Keys"
	status := func() any {
		t.Helper()
		return c.must(200, "GET", keys+"?$select=SchemaName,KeyAttributes,EntityKeyIndexStatus", "").values(t)[0]["EntityKeyIndexStatus"]
	}
	first := c.must(204, "POST", "contoso_ledgers", `{"contoso_messageid":"m-1"}`).created()
	made := c.must(204, "POST", keys, ledgerKey)
	if got := made.header.Get("OData-EntityId"); !strings.Contains(got, ")/Keys(") {
		t.Errorf("OData-EntityId %s", got)
	}
	path, _ := strings.CutPrefix(made.header.Get("OData-EntityId"), c.conn.ServiceRootURL)
	c.must(200, "GET", path+"?$select=SchemaName", "")
	c.refuses([]refused{{"pending", "GET", "contoso_ledgers(contoso_messageid='m-1')", "", nil, 400, "0x80060890", ""}})
	if got := status(); got != "Pending" {
		t.Errorf("status %v", got)
	}
	at.now = at.now.Add(2 * time.Second)
	if got := status(); got != "Active" {
		t.Errorf("status %v", got)
	}
	if got := c.must(200, "GET", "contoso_ledgers(contoso_messageid='m-1')", "").json(t)["contoso_ledgerid"]; got != first {
		t.Errorf("row %v, want %s", got, first)
	}
	c.must(204, "PATCH", "contoso_ledgers(contoso_messageid='m-2')", `{}`, "If-None-Match", "*")
	c.refuses([]refused{
		{"taken", "", "contoso_ledgers", `{"contoso_messageid":"M-2"}`, nil, 412, "0x80060892", "contoso_MessageKey"},
		{"name", "", keys, ledgerKey, nil, 400, "0x80060893", "contoso_MessageKey"},
		{"columns", "", keys, strings.Replace(ledgerKey, "MessageKey", "OtherKey", 1), nil, 400, "0x80060894", "selected attributes"},
		{"no prefix", "", keys, `{"SchemaName":"MessageKey","KeyAttributes":["contoso_messageid"]}`, nil, 400, "0x80044366", "EntityKey"},
		{"no column", "", keys, `{"SchemaName":"contoso_K","KeyAttributes":["nothing"]}`, nil, 400, "0x8006088f", "nothing"},
		{"no columns", "", keys, `{"SchemaName":"contoso_K","KeyAttributes":[]}`, nil, 400, "0x8006088f", "1 to 16"},
		{"type", "", keys, `{"SchemaName":"contoso_K","KeyAttributes":["contoso_ledgerid"]}`, nil, 400, "0x8006088f", "type of contoso_ledgerid"},
		{"property", "", keys, `{"SchemaName":"contoso_K","IsManaged":true}`, nil, 501, "NotCovered", "IsManaged"},
		{"elastic", "", "EntityDefinitions(LogicalName='contoso_sensordata')/Keys", ledgerKey, nil, 501, "NotCovered", "contoso_sensordata"},
		{"delete", "DELETE", path, "", nil, 501, "NotCovered", "DELETE"},
	})
	// An index over duplicates fails, and its key finds no row.
	c.must(204, "POST", "contacts", `{"lastname":"x","jobtitle":"same"}`)
	c.must(204, "POST", "contacts", `{"lastname":"y","jobtitle":"same"}`)
	keys = "EntityDefinitions(LogicalName='contact')/Keys"
	c.must(204, "POST", keys, `{"SchemaName":"contoso_TitleKey","KeyAttributes":["jobtitle"],"DisplayName":`+label("Title")+`}`)
	at.now = at.now.Add(time.Minute)
	if list := string(c.must(200, "GET", keys, "").body); !strings.Contains(list, `"EntityKeyIndexStatus":"Failed"`) {
		t.Errorf("keys %s", list)
	}
	c.must(200, "GET", "contacts(emailaddress1='"+emulator.ContactEmail+"')", "")
	c.must(400, "GET", "contacts(jobtitle='same')", "")
}

// TestCreateKeyBesideUnique gives products a key. Their numbers are unique as before, and the
// key binds the rows that are made before and after it.
func TestCreateKeyBesideUnique(t *testing.T) {
	at := &clock{fixedClock()}
	c := start(t, emulator.Options{Schema: administrator(t), Now: at.Now})
	c.must(204, "POST", "products", `{"name":"first","productnumber":"P-1",`+inUnits+`}`)
	c.must(204, "POST", "EntityDefinitions(LogicalName='product')/Keys", `{"SchemaName":"contoso_NameKey","KeyAttributes":["name"]}`)
	at.now = at.now.Add(time.Minute)
	c.must(204, "POST", "products", `{"name":"second","productnumber":"P-2",`+inUnits+`}`)
	for _, name := range []string{"first", "second"} {
		c.must(200, "GET", "products(name='"+name+"')", "")
		c.refuses([]refused{{"name", "", "products", `{"name":"` + name + `","productnumber":"P-3",` + inUnits + `}`, nil, 412, "0x80060892", "contoso_NameKey"}})
	}
	for _, number := range []string{"P-1", "P-2"} {
		c.refuses([]refused{{"number", "", "products", `{"name":"third","productnumber":"` + number + `",` + inUnits + `}`, nil, 400, "0x80043b06", ""}})
	}
}

// TestCreatedTableIsSaved restarts an emulator with a table whose key is still pending.
func TestCreatedTableIsSaved(t *testing.T) {
	at := &clock{fixedClock()}
	first := start(t, emulator.Options{Schema: administrator(t), Now: at.Now})
	changes := first.Changes()
	first.must(204, "POST", "EntityDefinitions", newTable("contoso_Ledger", "OrganizationOwned", newColumn("DateTime", "contoso_On", "")))
	if first.Changes() == changes {
		t.Error("the table is no change")
	}
	changes = first.Changes()
	first.must(204, "POST", "EntityDefinitions(LogicalName='contoso_ledger')/Keys", ledgerKey)
	if first.Changes() == changes {
		t.Error("the key is no change")
	}
	first.must(204, "POST", "contoso_ledgers", `{"contoso_messageid":"m-1","contoso_on":"2026-11-21T07:00:00Z"}`)
	state := save(t, first.Emulator)
	again := start(t, emulator.Options{Schema: administrator(t), State: state, Now: at.Now})
	if second := save(t, again.Emulator); string(second) != string(state) {
		t.Error("saved again it is another state")
	}
	again.must(400, "GET", "contoso_ledgers(contoso_messageid='m-1')", "")
	at.now = at.now.Add(time.Minute)
	again.must(200, "GET", "contoso_ledgers(contoso_messageid='m-1')?$select=contoso_on", "")
	third := start(t, emulator.Options{Schema: administrator(t), State: save(t, again.Emulator), Now: at.Now})
	third.must(200, "GET", "contoso_ledgers(contoso_messageid='m-1')?$select=contoso_on", "")
	third.must(412, "POST", "contoso_ledgers", `{"contoso_messageid":"m-1"}`)
	if again.must(200, "GET", "$metadata", "").header.Get("ETag") != third.must(200, "GET", "$metadata", "").header.Get("ETag") {
		t.Error("$metadata differs")
	}
}

func TestTablesThatAreRefused(t *testing.T) {
	c := start(t, emulator.Options{Schema: administrator(t)})
	good := newTable("contoso_Thing", "UserOwned")
	edit := func(old, new string) string {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("no %s", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	with := func(column string) string { return newTable("contoso_Thing", "UserOwned", column) }
	c.refuses([]refused{
		{"taken", "", "EntityDefinitions", newTable("new_Order", "UserOwned"), nil, 400, "0x8004700b", "already exists"},
		{"no prefix", "", "EntityDefinitions", edit("contoso_Thing", "Thing"), nil, 400, "0x80044366", "Thing for type Entity"},
		{"long prefix", "", "EntityDefinitions", edit("contoso_Thing", "contosocompany_Thing"), nil, 400, "0x80044366", "prefix"},
		{"prefix of Microsoft", "", "EntityDefinitions", edit("contoso_Thing", "mscrm_Thing"), nil, 400, "0x80044366", "prefix"},
		{"column without prefix", "", "EntityDefinitions", with(newColumn("Integer", "Count", "")), nil, 400, "0x80044366", "Count for type Attribute"},
		{"column twice", "", "EntityDefinitions", with(newColumn("Integer", "contoso_MessageID", "")), nil, 400, "0x80047013", "already exists"},
		{"two primary names", "", "EntityDefinitions", with(newColumn("String", "contoso_B", `,"MaxLength":5,"IsPrimaryName":true`)), nil, 400, "0x8004701e", "primary name attribute"},
		{"no primary name", "", "EntityDefinitions", edit(`"IsPrimaryName":true`, `"IsPrimaryName":false`), nil, 400, "0x80048d19", "IsPrimaryName"},
		{"no label", "", "EntityDefinitions", edit(`"DisplayName":`+label("Ledger entry")+`,`, ""), nil, 400, "0x80048d19", "DisplayName"},
		{"no JSON", "", "EntityDefinitions", "{", nil, 400, "0x80048d19", "EntityMetadata"},
		{"a text", "", "EntityDefinitions", edit(`"contoso_Thing"`, "5"), nil, 400, "0x80048d19", "SchemaName"},
		{"language", "", "EntityDefinitions", edit("1033", "1031"), nil, 501, "NotCovered", "LanguageCode 1031"},
		{"elastic", "", "EntityDefinitions", edit(`"HasNotes":false`, `"TableType":"Elastic"`), nil, 501, "NotCovered", `TableType "Elastic"`},
		{"notes", "", "EntityDefinitions", edit(`"HasNotes":false`, `"HasNotes":true`), nil, 501, "NotCovered", "HasNotes"},
		{"ownership", "", "EntityDefinitions", edit("UserOwned", "BusinessOwned"), nil, 501, "NotCovered", "BusinessOwned"},
		{"property", "", "EntityDefinitions", edit(`"HasNotes"`, `"IsOfflineEnabled"`), nil, 501, "NotCovered", "IsOfflineEnabled"},
		{"entity set", "", "EntityDefinitions", edit(`"HasNotes":false`, `"EntitySetName":"things"`), nil, 501, "NotCovered", "EntitySetName"},
		{"money", "", "EntityDefinitions", with(newColumn("Money", "contoso_A", "")), nil, 501, "NotCovered", "MoneyAttributeMetadata"},
		{"picklist", "", "EntityDefinitions", with(newColumn("Picklist", "contoso_A", "")), nil, 501, "NotCovered", "PicklistAttributeMetadata"},
		{"no length", "", "EntityDefinitions", with(newColumn("String", "contoso_A", "")), nil, 501, "NotCovered", "MaxLength"},
		{"format", "", "EntityDefinitions", with(newColumn("String", "contoso_A", `,"MaxLength":5,"FormatName":{"Value":"Email"}`)), nil, 501, "NotCovered", `FormatName "Email"`},
		{"required", "", "EntityDefinitions", edit(`"RequiredLevel":{"Value":"None"}`, `"RequiredLevel":{"Value":"ApplicationRequired"}`), nil, 501, "NotCovered", "ApplicationRequired"},
		{"fraction", "", "EntityDefinitions", with(newColumn("Decimal", "contoso_A", `,"MinValue":0.5`)), nil, 501, "NotCovered", "MinValue 0.5"},
		{"another kind's", "", "EntityDefinitions", with(newColumn("Integer", "contoso_A", `,"MaxLength":5`)), nil, 501, "NotCovered", "MaxLength"},
		{"options", "", "EntityDefinitions", with(newColumn("Boolean", "contoso_A", `,"OptionSet":{"IsGlobal":true}`)), nil, 501, "NotCovered", "IsGlobal"},
		{"columns", "", "EntityDefinitions(LogicalName='contact')/Attributes", newColumn("Integer", "contoso_A", ""), nil, 501, "NotCovered", "POST"},
		{"solution", "", "EntityDefinitions", good, []string{"MSCRM.SolutionUniqueName", "x"}, 501, "NotCovered", "olutionuniquename"},
		{"change", "PUT", "EntityDefinitions(LogicalName='contact')", good, nil, 501, "NotCovered", "PUT"},
	})
	set := c.batch([]string{changeSet(inChangeSet("1", "POST", "/api/data/v9.2/EntityDefinitions", good))})
	if set.status != 501 || !strings.Contains(string(set.body), "changes to metadata in a change set") {
		t.Errorf("in a change set: %d %s", set.status, set.body)
	}
	c.must(404, "GET", "contoso_things", "")
	salesperson := start(t, emulator.Options{})
	salesperson.refuses([]refused{{"privilege", "", "EntityDefinitions", good, nil, 403, "0x80040220", "prvCreateEntity"}})
	parts := salesperson.send("POST", "EntityDefinitions(LogicalName='contact')/Keys", ledgerKey)
	if _, message := parts.refusal(); parts.status != 403 || !strings.Contains(message, "prvCreateEntityKey") {
		t.Errorf("%d %s", parts.status, parts.body)
	}
}
