package emulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
)

const include = "odata.include-annotations="

// annotationsOf returns the members with an "@" in their names, without the members that
// every row has.
func annotationsOf(row map[string]any) map[string]any {
	found := map[string]any{}
	for name, v := range row {
		if strings.Contains(name, "@") && !strings.HasPrefix(name, "@odata.") {
			found[name] = v
		}
	}
	return found
}

func TestFormattedValues(t *testing.T) {
	c := start(t, emulator.Options{})
	const row = "accounts?$select=name,accountcategorycode,industrycode,creditonhold,numberofemployees,revenue,address1_latitude,lastonholdtime,statuscode,_primarycontactid_value,websiteurl"
	body := `{"name":"Tailspin","accountcategorycode":1,"industrycode":7,"creditonhold":true,"numberofemployees":9500,"revenue":1234567.895,"address1_latitude":47.5,
		"lastonholdtime":"2023-04-07T21:59:01Z","primarycontactid@odata.bind":"/contacts(` + emulator.ContactID + `)"}`
	r := c.must(201, "POST", row, body, "Prefer", `return=representation,`+include+`"OData.Community.Display.V1.FormattedValue"`)
	want := map[string]any{}
	for name, v := range map[string]string{
		"accountcategorycode": "Preferred Customer", "industrycode": "Consulting", "creditonhold": "Yes", "numberofemployees": "9,500", "revenue": "$1,234,567.90", "address1_latitude": "47.50000",
		"lastonholdtime": "4/7/2023 9:59 PM", "statuscode": "Active", "_primarycontactid_value": "Yvonne McKay", "_transactioncurrencyid_value": "US Dollar",
	} {
		want[name+"@OData.Community.Display.V1.FormattedValue"] = v
	}
	if diff := cmp.Diff(want, annotationsOf(r.json(t))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// An annotation stands before its value.
	if text := `"creditonhold@OData.Community.Display.V1.FormattedValue":"Yes","creditonhold":true`; !strings.Contains(string(r.body), text) {
		t.Errorf("%s lacks %s", r.body, text)
	}
	for _, tt := range []struct{ set, body, column, want string }{
		{"contacts", `{"birthdate":"1980-02-03"}`, "birthdate", "2/3/1980"},
		{"opportunities", `{"estimatedvalue":-1234567.895}`, "estimatedvalue", "($1,234,567.90)"},
		{"contacts", `{"donotemail":false}`, "donotemail", "Allow"},
		{"leads(" + emulator.LeadID + ")", `{"statecode":2}`, "statuscode", "Lost"},
		{"tasks", `{}`, "prioritycode", "Normal"},
		{"new_orders", `{"new_taxrate":0.23}`, "new_taxrate", "0.2300000000"},
		{"new_orders", `{"new_sourceversion":-12345678901}`, "new_sourceversion", "-12,345,678,901"},
		{"new_orders", `{"new_taxrate":-1e-300}`, "new_taxrate", "0.0000000000"},
		{"systemusers?$filter=isdisabled%20eq%20true", "", "isdisabled", "Disabled"},
	} {
		var found map[string]any
		switch {
		case strings.Contains(tt.set, "("):
			found = c.must(200, "PATCH", tt.set, tt.body, "Prefer", "return=representation, "+include+`"*"`).json(t)
		case tt.body == "":
			found = c.must(200, "GET", tt.set, "", "Prefer", include+`"*"`).values(t)[0]
		default:
			found = c.must(201, "POST", tt.set, tt.body, "Prefer", "return=representation, "+include+`"*"`).json(t)
		}
		if got := found[tt.column+"@OData.Community.Display.V1.FormattedValue"]; got != tt.want {
			t.Errorf("%s %s: %v, want %s", tt.set, tt.body, got, tt.want)
		}
	}
}

// TestLookupAnnotations reads a lookup that leads to one of several tables.
func TestLookupAnnotations(t *testing.T) {
	c := start(t, emulator.Options{})
	path := "contacts(" + emulator.ContactID + ")?$select=_parentcustomerid_value"
	name, nav, table := `"_parentcustomerid_value@OData.Community.Display.V1.FormattedValue":"Contoso Ltd",`,
		`"_parentcustomerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty":"parentcustomerid_account",`, `"_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname":"account",`
	for list, want := range map[string]string{
		"*":                        name + nav + table,
		"Microsoft.Dynamics.CRM.*": nav + table,
		"OData.*,*name":            name + table,
		"Microsoft.Dynamics.CRM.associatednavigationproperty,Microsoft.Dynamics.CRM.lookuplogicalname": nav + table,
		" Microsoft.Dynamics.CRM.lookuplogicalname , OData.Community.Display.V1.FormattedValue":        name + table,
		"Microsoft.*.associated*":              nav,
		"Microsoft.Dynamics.CRM.lookuplogical": "", "Formatted*": "", "*.CRM.lookup": "", "a*a": "", "": "",
	} {
		r := c.must(200, "GET", path, "", "Prefer", include+`"`+list+`"`)
		_, rest, _ := strings.Cut(string(r.body), `"@odata.etag":`)
		_, rest, _ = strings.Cut(rest, ",")
		if got, _, _ := strings.Cut(rest, `"_parentcustomerid_value":`); got != want {
			t.Errorf("%q: %s, want %s", list, got, want)
		}
		applied := []string{include + `"` + list + `"`}
		if list == "" {
			applied = nil
		}
		if diff := cmp.Diff(applied, r.header.Values("Preference-Applied")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", list, diff)
		}
	}
}

func TestAnnotationsOfLists(t *testing.T) {
	c := start(t, emulator.Options{})
	const path = "accounts?$select=name&$expand=contact_customer_accounts($select=gendercode,_ownerid_value)&$count=true"
	c.must(204, "POST", "accounts", "{}")
	c.must(204, "PATCH", "contacts("+emulator.ContactID+")", `{"gendercode":2}`)
	r := c.must(200, "GET", path, "", "Prefer", include+`"*",odata.maxpagesize=1`)
	if diff := cmp.Diff(map[string]any{"@Microsoft.Dynamics.CRM.totalrecordcount": json.Number("2"), "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded": false}, annotationsOf(r.json(t))); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"odata.maxpagesize=1", include + `"*"`}, r.header.Values("Preference-Applied")); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	expanded := r.values(t)[0]["contact_customer_accounts"].([]any)[0].(map[string]any)
	want := map[string]any{
		"gendercode@OData.Community.Display.V1.FormattedValue":               "Female",
		"_ownerid_value@OData.Community.Display.V1.FormattedValue":           "# sns-dynamics",
		"_ownerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty": "ownerid",
		"_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname":            "systemuser",
	}
	if diff := cmp.Diff(want, annotationsOf(expanded)); diff != "" {
		t.Errorf("expanded (-want +got):\n%s", diff)
	}
	uncounted := c.must(200, "GET", "contacts("+emulator.ContactID+")/parentcustomerid_account?$select=name", "", "Prefer", include+`"*"`)
	if got := annotationsOf(uncounted.json(t)); len(got) != 0 {
		t.Errorf("a row has annotations of a list: %v", got)
	}
	few := c.must(200, "GET", "accounts?$select=name", "", "Prefer", include+`"Microsoft.Dynamics.CRM.totalrecordcount"`).json(t)
	if diff := cmp.Diff(map[string]any{"@Microsoft.Dynamics.CRM.totalrecordcount": json.Number("-1")}, annotationsOf(few)); diff != "" {
		t.Errorf("not counted (-want +got):\n%s", diff)
	}
	if plain := c.must(200, "GET", path, ""); strings.Contains(string(plain.body), "CRM.") || plain.header.Get("Preference-Applied") != "" {
		t.Errorf("not asked for: %v %s", plain.header, plain.body)
	}
}

// TestAnnotationsElsewhere sends the preference with requests whose responses have nothing
// to annotate.
func TestAnnotationsElsewhere(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, tt := range []struct {
		method, path, body string
		status             int
		applied            bool
	}{
		{"POST", "accounts", "{}", 204, true},
		{"GET", "EntityDefinitions(LogicalName='account')?$select=LogicalName", "", 200, true},
		{"GET", "WhoAmI", "", 200, true},
		{"GET", "accounts/$count", "", 200, true},
		{"DELETE", "contacts(" + emulator.ContactID + ")", "", 204, true},
		{"GET", "contacts(" + emulator.ContactID + ")", "", 404, false},
	} {
		r := c.must(tt.status, tt.method, tt.path, tt.body, "Prefer", include+`"*"`)
		if got := r.header.Get("Preference-Applied") != ""; got != tt.applied {
			t.Errorf("%s %s: %v", tt.method, tt.path, r.header)
		}
	}
	r := c.must(404, "GET", "nothings", "", "Prefer", include+`"OData.Community.Display.V1.FormattedValue"`)
	if strings.Contains(string(r.body), "HelpLink") {
		t.Errorf("details of the error, not asked for: %s", r.body)
	}
	for _, list := range []string{"OData.Community.Display.V1.FormattedValue,Microsoft.PowerApps.CDS.ErrorDetails*", "a,*", "Microsoft.*"} {
		if r := c.must(404, "GET", "nothings", "", "Prefer", include+`"`+list+`"`); !strings.Contains(string(r.body), "HelpLink") {
			t.Errorf("%s: %s", list, r.body)
		}
	}
}

// TestAnnotationsInABatch sends the preference with single parts.
func TestAnnotationsInABatch(t *testing.T) {
	c := start(t, emulator.Options{})
	part := func(prefer string) string {
		return "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET /api/data/v9.2/accounts?$select=statecode HTTP/1.1\r\nAccept: application/json\r\nOData-Version: 4.0\r\nOData-MaxVersion: 4.0\r\n" + prefer + "\r\n\r\n"
	}
	r := c.must(200, http.MethodPost, "$batch", part("Prefer: "+include+`"*"`+"\r\n")+part("")+"--b--\r\n", "Content-Type", "multipart/mixed; boundary=b")
	if body := string(r.body); strings.Count(body, "Preference-Applied: "+include+`"*"`) != 1 || strings.Count(body, `"statecode@OData.Community.Display.V1.FormattedValue":"Active"`) != 1 {
		t.Errorf("%s", body)
	}
}
