package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// targets returns the body of a message for many rows of a table. Each item is the content
// of an object.
func targets(table string, items ...string) string {
	var list []string
	for _, item := range items {
		if item != "" {
			item = "," + item
		}
		list = append(list, `{"@odata.type":"`+crm+table+`"`+item+"}")
	}
	return `{"Targets":[` + strings.Join(list, ",") + "]}"
}

// names returns the names of all accounts, in the order of their creation.
func (c *client) names() string {
	c.Helper()
	var list []string
	for _, row := range c.must(200, "GET", "accounts?$select=name", "").values(c) {
		list = append(list, fmt.Sprint(row["name"]))
	}
	return strings.Join(list, ",")
}

func rowID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func TestCreateMultiple(t *testing.T) {
	c := start(t, emulator.Options{})
	r := c.must(200, "POST", "accounts/"+crm+"CreateMultiple", targets("account",
		`"name":"A","primarycontactid@odata.bind":"contacts(`+emulator.ContactID+`)"`,
		`"name":"B","accountid":"`+rowID(1)+`"`,
		`"name":"C","Account_Tasks":[{"subject":"deep"}]`), "MSCRMCallerID", emulator.AnaID)
	body := r.json(t)
	ids := body["Ids"].([]any)
	if len(ids) != 3 || ids[1] != rowID(1) || body["@odata.context"] != c.conn.ServiceRootURL+"$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse" {
		t.Fatalf("%s", r.body)
	}
	row := c.must(200, "GET", fmt.Sprintf("accounts(%s)?$select=name,_primarycontactid_value,_createdby_value", ids[0]), "").json(t)
	if row["name"] != "A" || row["_primarycontactid_value"] != emulator.ContactID || row["_createdby_value"] != emulator.AnaID {
		t.Errorf("row %v", row)
	}
	if got := c.subjectsOf(); got != "deep" {
		t.Errorf("tasks %s", got)
	}
}

func TestUpdateMultiple(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(200, "POST", "accounts/"+crm+"CreateMultiple", targets("account", `"name":"A","accountid":"`+rowID(1)+`"`, `"name":"B","accountid":"`+rowID(2)+`"`))
	r := c.must(204, "POST", "accounts/"+crm+"UpdateMultiple?tag=x", targets("account",
		`"name":"A2","accountid":"`+rowID(1)+`"`,
		`"name":"B2","@odata.id":"`+c.conn.ServiceRootURL+`accounts(`+rowID(2)+`)"`,
		`"name":"A3","accountid":"`+rowID(1)+`"`)) // the first target of a row counts
	if got := c.names(); got != "Contoso Ltd,A2,B2" || len(r.body) != 0 {
		t.Errorf("accounts %s, response %q", got, r.body)
	}
}

func TestUpsertMultiple(t *testing.T) {
	c := start(t, emulator.Options{})
	r := c.must(204, "POST", "accounts/"+crm+"UpsertMultiple", targets("account",
		`"name":"Contoso 2","@odata.id":"accounts(accountnumber='CT-1000')"`,
		`"name":"by key","@odata.id":"/accounts(accountnumber='K-1')"`,
		`"name":"by id","accountid":"`+rowID(1)+`"`,
		`"name":"by URI","@odata.id":"`+c.conn.ServiceRootURL+`accounts(`+rowID(2)+`)"`,
		`"name":"quoted","@odata.id":"accounts(accountnumber='O''Neill%2C')"`))
	if got := c.names(); got != "Contoso 2,by key,by id,by URI,quoted" || len(r.body) != 0 {
		t.Errorf("accounts %s, response %q", got, r.body)
	}
	row := c.must(200, "GET", "accounts(accountnumber='K-1')?$select=accountnumber", "").json(t)
	if row["accountnumber"] != "K-1" {
		t.Errorf("row %v", row)
	}
	// The emulator accepts the key in the body too only if the row exists.
	c.must(204, "POST", "accounts/"+crm+"UpsertMultiple", targets("account", `"name":"again","accountnumber":"K-1","@odata.id":"accounts(accountnumber='K-1')"`))
	c.must(204, "POST", "new_orders/"+crm+"UpsertMultiple", targets("new_order",
		`"new_total":1,"@odata.id":"new_orders(_new_accountid_value=`+emulator.AccountID+`,new_name='a')"`,
		`"new_total":2,"@odata.id":"new_orders(_new_accountid_value=`+emulator.AccountID+`,new_name='b')"`))
	if rows := c.must(200, "GET", "new_orders?$filter=_new_accountid_value%20eq%20"+emulator.AccountID, "").values(t); len(rows) != 2 {
		t.Errorf("orders %v", rows)
	}
}

// A standard table accepts all rows or no row. The response is the error of the first row
// that fails.
func TestMultipleRefusals(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "PATCH", "accounts("+rowID(1)+")", `{"name":"A","accountnumber":"N-1"}`)
	before := c.snapshot()
	const set = "accounts/" + crm
	id := func(n int) string { return `"accountid":"` + rowID(n) + `"` }
	key := func(number string) string { return `"@odata.id":"accounts(accountnumber='` + number + `')"` }
	good := `"name":"good",` + id(9)
	c.refuses([]refused{
		{"no namespace", "", "accounts/CreateMultiple", targets("account", good), nil, 400, "0x80060888", "unresolved parameters"},
		{"GET", "GET", set + "CreateMultiple", "", nil, 404, "", "No HTTP resource was found"},
		{"no targets", "", set + "CreateMultiple", "{}", nil, 400, "0x80048d19", "The missing parameters are: Targets."},
		{"no body", "", set + "CreateMultiple", "", nil, 400, "0x80048d19", "The missing parameters are: Targets."},
		{"targets in another form", "", set + "CreateMultiple", `{"Targets":{}}`, nil, 400, "0x80048d19", "not a collection"},
		{"empty targets", "", set + "UpdateMultiple", `{"Targets":[]}`, nil, 400, "0x80040203", "no records"},
		{"a target that is no object", "", set + "CreateMultiple", `{"Targets":["x"]}`, nil, 400, "0x80048d19", "'StartObject'"},
		{"another parameter", "", set + "CreateMultiple", `{"Targets":[],"Target":1}`, nil, 400, "0x80048d19", "The parameter 'Target'"},
		{"no type", "", set + "CreateMultiple", `{"Targets":[{"name":"A"}]}`, nil, 400, "0x80048d19", "'@odata.type' is required"},
		{"another type", "", set + "UpsertMultiple", targets("contact", good), nil, 400, "0x80040203", "is not of the table 'account'"},
		{"a type without its namespace", "", set + "CreateMultiple", strings.Replace(targets("account", good), crm, "", 1), nil, 400, "0x80040203", "'account'"},
		{"a column that is not there", "", set + "CreateMultiple", targets("account", good, `"nothing":1`), nil, 400, "0x80048d19", "'nothing'"},
		{"the first of two", "", set + "CreateMultiple", targets("account", good, `"accountnumber":"CT-1000"`, `"nothing":1`), nil, 412, "0x80060892", "Account Number"},
		{"a primary key that is taken", "", set + "CreateMultiple", targets("account", good, id(1)), nil, 412, "0x80040237", "Cannot insert duplicate key."},
		{"a primary key twice", "", set + "CreateMultiple", targets("account", good, good), nil, 412, "0x80040237", "Cannot insert duplicate key."},
		{"a malformed primary key", "", set + "CreateMultiple", targets("account", `"accountid":"1"`), nil, 400, "0x80048d19", "Edm.Guid"},
		{"update of a row that is not there", "", set + "UpdateMultiple", targets("account", `"name":"B",`+id(1), good), nil, 404, "0x80040217", "Account With Ids = " + rowID(9) + " Do Not Exist"},
		{"update without an id", "", set + "UpdateMultiple", targets("account", `"name":"B"`), nil, 400, "0x80040203", "Entity Id must be specified"},
		{"update by an alternate key", "", set + "UpdateMultiple", targets("account", `"name":"B",`+key("N-1")), nil, 400, "0x80040203", "Entity Id must be specified"},
		{"update by a malformed id", "", set + "UpdateMultiple", targets("account", `"accountid":5`), nil, 400, "0x80048d19", "Edm.Guid"},
		{"upsert with the key in the body of a new row", "", set + "UpsertMultiple", targets("account", good, `"accountnumber":"K-1",`+key("K-1")), nil, 400, "0x80040216", "An unexpected error occurred."},
		{"upsert of one new row twice", "", set + "UpsertMultiple", targets("account", key("K-1"), key("k-1")), nil, 400, "0x80040203", "More than one record"},
		{"upsert of one row twice", "", set + "UpsertMultiple", targets("account", `"name":"B",`+id(1), key("N-1")), nil, 400, "0x80040203", "More than one record"},
		{"upsert of nothing in particular", "", set + "UpsertMultiple", targets("account", `"name":"B"`), nil, 501, "NotCovered", "which row"},
		{"upsert by id and key", "", set + "UpsertMultiple", targets("account", id(1)+","+key("N-1")), nil, 501, "NotCovered", "both accountid and @odata.id"},
		{"upsert of another table's row", "", set + "UpsertMultiple", targets("account", `"@odata.id":"contacts(`+rowID(1)+`)"`), nil, 400, "0x80060888", "does not name a row of accounts"},
		{"upsert of a set", "", set + "UpsertMultiple", targets("account", `"@odata.id":"accounts"`), nil, 400, "0x80060888", "does not name a row"},
		{"upsert by what is no key", "", set + "UpsertMultiple", targets("account", `"@odata.id":"accounts(name='A')"`), nil, 400, "0x80060890", "not valid for resource"},
		{"privilege", "", "opportunities/" + crm + "CreateMultiple", targets("opportunity", `"name":"x"`), []string{"MSCRMCallerID", emulator.AnaID}, 403, "0x80040220", "prvCreateOpportunity"},
		{"a table that lacks the message", "", "annotations/" + crm + "CreateMultiple", targets("annotation", `"subject":"x"`), nil, 400, "0x80040800", "The 'CreateMultiple' method does not support entities of type 'annotation'. MessageProcessorCache returned MessageProcessor.Empty. "},
		{"a table of the system", "", "privileges/" + crm + "UpsertMultiple", targets("privilege", `"name":"x"`), nil, 400, "0x80040800", "'privilege'"},
		{"deletion from a standard table", "", set + "DeleteMultiple", targets("account", id(1)), nil, 400, "0x80040203", "DeleteMultiple has not yet been implemented."},
		{"a condition", "", set + "UpdateMultiple", targets("account", id(1)), []string{"If-Match", "*"}, 501, "NotCovered", "If-Match"},
		{"the rows in the answer", "", set + "CreateMultiple", targets("account", good), []string{"Prefer", "return=representation"}, 501, "NotCovered", "return=representation"},
		{"duplicates", "", set + "CreateMultiple", targets("account", good, `"name":"Contoso Ltd"`), []string{"MSCRM.SuppressDuplicateDetection", "false"}, 412, "0x80040333", "duplicate"},
	})
	if after := c.snapshot(); after != before {
		t.Errorf("rows changed\n%s\n%s", before, after)
	}
}

// A message for many rows can be part of a change set, which undoes it if it fails.
func TestMultipleInAChangeSet(t *testing.T) {
	c := start(t, emulator.Options{})
	create := inChangeSet("1", "POST", "accounts/"+crm+"CreateMultiple", targets("account", `"name":"A"`, `"name":"B"`))
	parts := c.batch([]string{changeSet(create), changeSet(create, inChangeSet("2", "DELETE", "tasks("+rowID(1)+")", ""))}).mustParts(t, 2)
	if got := statuses(parts); got != "[1:200] [2:404]" || c.names() != "Contoso Ltd,A,B" {
		t.Errorf("%s and accounts %s", got, c.names())
	}
	var body struct{ Ids []string }
	if err := json.Unmarshal(parts[0].changeSet[0].body, &body); err != nil || len(body.Ids) != 2 {
		t.Errorf("%v in %s", err, parts[0].changeSet[0].body)
	}
}
