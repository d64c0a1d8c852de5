package check_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/events"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operator/check"
)

// problems decodes a message and checks it. A warning begins with "warning: ".
func problems(tb testing.TB, m *check.Model, text string) []string {
	tb.Helper()
	op, err := message.Decode([]byte(text))
	if err != nil {
		tb.Fatalf("%v in %s", err, text)
	}
	var texts []string
	for _, p := range check.Check(op, m) {
		text := message.Problem{Pointer: p.Pointer, Text: p.Text}.String()
		if p.Warning {
			text = "warning: " + text
		}
		texts = append(texts, text)
	}
	return texts
}

// checks is a message with its expected problems.
type checks struct {
	name, text string
	want       []string
}

func runChecks(t *testing.T, tests []checks) {
	t.Helper()
	m := newEnvironment(t).read(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, problems(t, m, tt.text)); diff != "" {
				t.Errorf("Check(%s) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// inData is a create of an account with the given members, and its expected problem.
func inData(name, members string, want ...string) checks {
	return checks{name, `{"operation":"create","entitySet":"accounts","data":{` + members + `}}`, want}
}

const someID = "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"

// TestEvents: the sample events have no problem, except for the event whose problem only
// the metadata shows.
func TestEvents(t *testing.T) {
	m := newEnvironment(t).read(t)
	files, err := events.Files.ReadDir(".")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d events, %v", len(files), err)
	}
	want := map[string][]string{
		"bad-batch.json":          {"/operations/1/data/emailadress1: no such column of contact; did you mean emailaddress1?"},
		"bad-unknown-column.json": {"/data/Subject: no such column of lead; did you mean subject?"},
	}
	for _, f := range files {
		data, err := events.Files.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		var e struct {
			Records []struct{ Sns struct{ Message string } }
		}
		if err := json.Unmarshal(data, &e); err != nil {
			t.Fatal(err)
		}
		if f.Name() == "bad-unknown-field.json" {
			continue // it is no operation
		}
		if diff := cmp.Diff(want[f.Name()], problems(t, m, e.Records[0].Sns.Message)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name(), diff)
		}
	}
}

func TestCheckEntitySet(t *testing.T) {
	runChecks(t, []checks{
		{"logical name", `{"operation":"delete","entitySet":"account","id":"` + someID + `"}`, []string{"/entitySet: no such entity set: use accounts, the entity set name of account"}},
		{"case", `{"operation":"delete","entitySet":"Accounts","id":"` + someID + `"}`, []string{"/entitySet: no such entity set; did you mean accounts?"}},
		{"typing error", `{"operation":"create","entitySet":"contcats","data":{"nothing":1}}`, []string{"/entitySet: no such entity set; did you mean contacts?"}},
		{"nothing like it", `{"operation":"delete","entitySet":"xylophones","id":"` + someID + `"}`, []string{"/entitySet: no such entity set"}},
		{"irregular plural", `{"operation":"delete","entitySet":"opportunitys","id":"` + someID + `"}`, []string{"/entitySet: no such entity set; did you mean opportunities?"}},
		{"good", `{"operation":"delete","entitySet":"accounts","id":"` + someID + `"}`, nil},
	})
}

func TestCheckColumns(t *testing.T) {
	runChecks(t, []checks{
		inData("typing error", `"emailadress1":"a@x"`, "/data/emailadress1: no such column of account; did you mean emailaddress1?"),
		inData("case", `"Name":"x"`, "/data/Name: no such column of account; did you mean name?"),
		inData("nothing like it", `"shoesize":42,"name":"x"`, "/data/shoesize: no such column of account"),
		inData("odd name", `"a/b\n":1`, `/data/a~1b\n: no such column of account`),
		inData("several, sorted", `"z":1,"name":1,"a":2`, "/data/a: no such column of account", "/data/name: expected a string (Edm.String), got a number", "/data/z: no such column of account"),
		inData("lookup by its column", `"_primarycontactid_value":"`+someID+`"`, "/data/_primarycontactid_value: read-only: set the lookup by primarycontactid@odata.bind"),
		{"lookup by its logical name", `{"operation":"create","entitySet":"contacts","data":{"parentcustomerid":"` + someID + `"}}`,
			[]string{"/data/parentcustomerid: the column of a lookup: set it by parentcustomerid_account@odata.bind or parentcustomerid_contact@odata.bind"}},
		{"lookup by its logical name, a custom one", `{"operation":"create","entitySet":"new_orders","data":{"new_accountid":"` + someID + `"}}`,
			[]string{"/data/new_accountid: the column of a lookup: set it by new_AccountId@odata.bind"}},
		inData("lookup by a value", `"primarycontactid":"`+someID+`"`, "/data/primarycontactid: expected an object to insert along, got a string: name a row by primarycontactid@odata.bind"),
		inData("annotations", `"@odata.type":"Microsoft.Dynamics.CRM.account","@odata.etag":"W/\"1\"","name@OData.Community.Display.V1.FormattedValue":"x","primarycontactid@odata.type":"#Microsoft.Dynamics.CRM.contact"`),
		inData("another type", `"@odata.type":"#Microsoft.Dynamics.CRM.contact"`, "/data/@odata.type: expected account, or a type derived from it"),
		inData("no type", `"@odata.type":"#Microsoft.Dynamics.CRM.acount"`, "/data/@odata.type: no such type; did you mean account?"),
		{"delete has no data", `{"operation":"delete","entitySet":"accounts","key":{"accountnumber":"x"}}`, nil},
	})
}

func TestCheckDeepInsert(t *testing.T) {
	runChecks(t, []checks{
		inData("one and many", `"primarycontactid":{"lastnme":"x","Contact_Tasks":[{"subject":1}]},"Account_Tasks":[{"subject":"x"},{"subjct":"x"}]`,
			"/data/Account_Tasks/1/subjct: no such column of task; did you mean subject?",
			"/data/primarycontactid/Contact_Tasks/0/subject: expected a string (Edm.String), got a number",
			"/data/primarycontactid/lastnme: no such column of contact; did you mean lastname?"),
		inData("no array", `"Account_Tasks":{"subject":"x"}`, "/data/Account_Tasks: expected an array of rows to insert along, got an object"),
		inData("no rows", `"Account_Tasks":["x"]`, "/data/Account_Tasks/0: expected an object, got a string"),
		inData("null", `"primarycontactid":null`),
		inData("a list of rows", `"contact_customer_accounts@odata.bind":["/contacts(`+someID+`)","/leads(`+someID+`)",1]`,
			"/data/contact_customer_accounts@odata.bind/1: leads to contacts, not to leads",
			"/data/contact_customer_accounts@odata.bind/2: expected the URI of a row, such as /accounts(<id>), got a number"),
		inData("no list of rows", `"contact_customer_accounts@odata.bind":"/contacts(`+someID+`)"`,
			"/data/contact_customer_accounts@odata.bind: expected an array of rows, got a string: many rows are joined by this navigation property"),
	})
}

func TestCheckBind(t *testing.T) {
	bind := func(name, property, value string, want ...string) checks {
		for i := range want {
			want[i] = "/data/" + property + "@odata.bind: " + want[i]
		}
		return checks{name, `{"operation":"create","entitySet":"contacts","data":{"` + property + `@odata.bind":` + value + `}}`, want}
	}
	id := func(set string) string { return `"/` + set + `(` + someID + `)"` }
	runChecks(t, []checks{
		bind("good", "parentcustomerid_account", id("accounts")),
		bind("without a slash", "parentcustomerid_account", `"accounts(`+someID+`)"`),
		bind("absolute", "parentcustomerid_account", `"https://org.crm4.dynamics.com/api/data/v9.2/accounts(`+someID+`)"`),
		bind("null", "parentcustomerid_account", "null"),
		bind("key", "parentcustomerid_account", `"/accounts(accountnumber='A, (1)')"`),
		bind("encoded key", "parentcustomerid_account", `"/accounts(accountnumber=%27A%27)"`),
		bind("primary key by name", "parentcustomerid_account", `"/accounts(accountid=`+someID+`)"`),
		bind("owner", "ownerid", id("teams")),
		bind("no owner", "ownerid", id("accounts"), "leads to systemusers or teams, not to accounts"),
		bind("the other table", "parentcustomerid_account", id("contacts"), "leads to accounts, not to contacts: use parentcustomerid_contact@odata.bind"),
		bind("another table", "parentcustomerid_account", id("leads"), "leads to accounts, not to leads"),
		bind("no table", "parentcustomerid_account", id("account"), "no such entity set: use accounts, the entity set name of account"),
		bind("no row", "parentcustomerid_account", `"/accounts"`, "expected the URI of a row, such as /accounts(<id>)"),
		bind("an id", "parentcustomerid_account", `"`+someID+`"`, "expected the URI of a row, such as /accounts(<id>)"),
		bind("an object", "parentcustomerid_account", `{}`, "expected the URI of a row, such as /accounts(<id>), got an object"),
		bind("no GUID", "parentcustomerid_account", `"/accounts(42)"`, "expected a GUID, or the columns of an alternate key, in the parentheses"),
		bind("no key", "parentcustomerid_account", `"/accounts(name='x')"`, "not an alternate key of account, which has accountnumber"),
		bind("lookup", "parentcustomerid", id("accounts"), "no such navigation property of contact: use parentcustomerid_account@odata.bind or parentcustomerid_contact@odata.bind"),
		bind("lookup column", "_parentcustomerid_value", id("accounts"), "a column, no navigation property: use parentcustomerid_account@odata.bind or parentcustomerid_contact@odata.bind"),
		bind("typing error", "parentcustomerid_acount", id("accounts"), "no such navigation property of contact; did you mean parentcustomerid_account?"),
		bind("column", "lastname", id("accounts"), "no such navigation property of contact"),
		{"case of a custom one", `{"operation":"create","entitySet":"new_orders","data":{"new_accountid@odata.bind":` + id("accounts") + `}}`,
			[]string{"/data/new_accountid@odata.bind: no such navigation property of new_order: use new_AccountId@odata.bind"}},
		{"pending key", `{"operation":"create","entitySet":"accounts","data":{"new_account_new_order@odata.bind":["/new_orders(new_externalid='x')"]}}`,
			[]string{"/data/new_account_new_order@odata.bind/0: the index of this alternate key is Pending: it can be used once that is Active"}},
	})
}
