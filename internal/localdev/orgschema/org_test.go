package orgschema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOrg runs the emulator with a document in the form of a real organization's.
func TestOrg(t *testing.T) {
	c, leftOut := emulated(t, realDocument(t))
	const office = "new_offices(" + id + ")"
	for _, tt := range []struct {
		status             int
		method, path, body string
		want               string // a part of the response
	}{
		{200, "GET", "WhoAmI", "", `"UserId":"7e5b1c00-`},
		{200, "GET", "systemusers?$select=fullname,new_costcenter,_new_officeid_value&$filter=internalemailaddress eq 'ana@contoso.example'", "", `"fullname":"Ana Lopes"`},
		{200, "GET", "systemusers?$filter=applicationid eq c1ea7000-0000-4000-8000-00000000c1d1&$select=applicationid", "", `c1ea7000`},
		{200, "GET", "EntityDefinitions(LogicalName='new_office')/Attributes?$select=LogicalName,AttributeType", "", `"new_rent","AttributeType":"Money"`},
		{200, "GET", "EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'new_reading'", "", "new_reading"},
		{204, "PATCH", office, `{"new_name":"Riga","new_opened":"2026-01-02","new_area":12.5,"new_rent":900,"statecode":1,"statuscode":100000001}`, ""},
		{200, "GET", office + "?$select=new_name,new_rent,statuscode,_ownerid_value", "", `"_transactioncurrencyid_value":"0f0d9c3a-`},
		{400, "PATCH", office, `{"new_name":"Daugavpils"}`, "exceeded the maximum allowed length of '5'"},
		{400, "PATCH", office, `{"new_area":"wide"}`, "0x80048d19"},
		{400, "PATCH", office, `{"_new_parentid_value":"` + other + `"}`, "Use Navigation properties"},
		{204, "PATCH", office, `{"new_number":"nobody but Dataverse writes it","createdon":"1999-01-01T00:00:00Z"}`, ""},
		{200, "GET", office + "?$select=new_number,createdon", "", `"new_number":null`},
		{501, "PATCH", office, `{"new_services":[1]}`, "Collection(Edm.Int32)"},
		{204, "PATCH", "new_offices(" + other + ")", `{"new_name":"Top","new_ParentId@odata.bind":"/` + office + `"}`, ""},
		{200, "GET", office + "/new_office_new_office?$select=new_name", "", `"Top"`},
		{200, "GET", "new_offices(_new_parentid_value=" + id + ",new_name='Top')?$select=new_name", "", `"Top"`},
		{204, "POST", office + "/new_account_new_office/$ref", `{"@odata.id":"http://127.0.0.1/api/data/v9.2/accounts(acc00000-0000-4000-8000-000000000001)"}`, ""},
		{200, "GET", "accounts(accountnumber='CT-1000')?$select=name&$expand=new_account_new_office($select=new_name)", "", `"Riga"`},
		{400, "PATCH", "accounts(accountnumber='CT-1000')", `{"industrycode":99}`, "0x8004431A"},
		{501, "PATCH", "accounts(accountnumber='CT-1000')", `{"telephone1":"1"}`, "the column telephone1 of account"},
		{204, "PATCH", "accounts(accountnumber='CT-1000')", `{"entityimage":"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"}`, ""},
		{400, "PATCH", "accounts(accountnumber='CT-1000')", `{"entityimage":"%"}`, "Edm.Binary"},
		{400, "PATCH", "tasks(" + id + ")", `{"subject":"call","task_activity_parties":[]}`, "Deep update of navigation properties is not allowed."},
		{204, "POST", "tasks", `{"activityid":"` + id + `","subject":"call","percentcomplete":5,"regardingobjectid_account_task@odata.bind":"/accounts(acc00000-0000-4000-8000-000000000001)","task_activity_parties":[{"participationtypemask":2,"partyid_systemuser@odata.bind":"/systemusers(7e5b1c00-0000-4000-8000-0000000000a1)"}]}`, ""},
		{200, "GET", "activityparties?$select=participationtypemask,_partyid_value,_activityid_value", "", `"_partyid_value":"7e5b1c00-0000-4000-8000-0000000000a1"`},
		{200, "GET", "tasks(" + id + ")?$select=subject&$expand=regardingobjectid_account_task($select=name)", "", `"Contoso Ltd"`},
		{204, "POST", "new_readings", `{"new_readingid":"` + id + `","partitionid":"p","new_value":1}`, ""},
		{200, "GET", "new_readings(new_readingid=" + id + ",partitionid='p')?$select=new_value", "", `"new_value":1`},
		{501, "POST", office + "/Microsoft.Dynamics.CRM.new_Move", `{"Floor":3,"Label":{"Text":"x"}}`, "the emulator does not know what the action new_Move does"},
		{400, "POST", office + "/Microsoft.Dynamics.CRM.new_Move", `{"Label":null}`, "The missing parameters are: Floor."},
		{400, "POST", office + "/Microsoft.Dynamics.CRM.new_Move", `{"Floor":3,"Where":1}`, "The parameter 'Where'"},
		{501, "POST", office + "/Microsoft.Dynamics.CRM.new_OnAnything", ``, "new_OnAnything"},
		{200, "POST", "new_offices/Microsoft.Dynamics.CRM.CreateMultiple", `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.new_office","new_name":"M"}]}`, "Ids"},
		{501, "GET", "RetrieveVersion()", "", "RetrieveVersion"},
		{501, "GET", "GlobalOptionSetDefinitions", "", "GlobalOptionSetDefinitions"},
		{501, "GET", "new_odds", "", "new_odds"},
		{404, "GET", "new_orders", "", "0x8006088a"},
	} {
		r := c.send(tt.method, tt.path, tt.body)
		if r.Status != tt.status || !strings.Contains(r.Body, tt.want) {
			t.Errorf("%s %s: %d %s, want %d and %s", tt.method, tt.path, r.Status, r.Body, tt.status, tt.want)
		}
	}
	want := []string{
		"line 255: EntitySet GlobalOptionSetDefinitions: it describes tables",
		"line 269: EntitySet new_odds: the key of new_odd is not one Edm.Guid",
		"line 85: NavigationProperty hostile of account: no column such as _hostile_value is behind it",
		"line 92: NavigationProperty account_connections of account: it joins rows of one table",
		"line 38: NavigationProperty lk_systemuserbase_createdby of systemuser: it joins rows of one table",
		"line 248: Action new_OnAnything: it is bound to crmbaseentity, of which the emulator has no table",
	}
	if diff := cmp.Diff(want, leftOut); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	again, _ := emulated(t, c.must(200, "GET", "$metadata", "").Body)
	if diff := cmp.Diff(strings.Split(c.must(200, "GET", "$metadata", "").Body, "\n"), strings.Split(again.must(200, "GET", "$metadata", "").Body, "\n")); diff != "" {
		t.Errorf("$metadata, loaded again (-first +second):\n%.3000s", diff)
	}
}
