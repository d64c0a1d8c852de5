package emulator_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

const activities = "sample_outdooractivities"

// TestSelections writes and reads a column with several options.
func TestSelections(t *testing.T) {
	c := start(t, emulator.Options{})
	id := c.must(204, "POST", "contacts", `{"firstname":"Wayne","sample_outdooractivities":"9, 1"}`).created()
	path := "contacts(" + id + ")"
	row := c.must(200, "GET", path+"?$select="+activities, "", "Prefer", `odata.include-annotations="*"`).json(t)
	if row[activities] != "1,9" || row[activities+"@OData.Community.Display.V1.FormattedValue"] != "Swimming; Camping" {
		t.Errorf("the row %v", row)
	}
	c.must(204, "PATCH", path, `{"sample_outdooractivities":"2"}`)
	if row := c.must(200, "GET", path, "").json(t); row[activities] != "2" {
		t.Errorf("changed: %v", row[activities])
	}
	for _, empty := range []string{`null`, `""`} {
		c.must(204, "PUT", path+"/"+activities, `{"value":"3,4"}`)
		c.must(204, "PATCH", path, `{"sample_outdooractivities":`+empty+`}`)
		if row := c.must(200, "GET", path, "").json(t); row[activities] != nil {
			t.Errorf("%s: %v", empty, row[activities])
		}
	}
	many := strings.TrimSuffix(strings.Repeat("1,", 151), ",")
	c.refuses([]refused{
		{"no option", "PATCH", path, `{"sample_outdooractivities":"1,10"}`, nil, 400, "0x8004431A", "The value 10 of 'sample_outdooractivities' on record of type 'contact' is outside the valid range. Accepted Values: 1,2,3,4,5,6,7,8,9"},
		{"no number", "PATCH", path, `{"sample_outdooractivities":"Hiking"}`, nil, 400, "0x80048d19", "'Hiking'"},
		{"a number", "PATCH", path, `{"sample_outdooractivities":1}`, nil, 400, "0x80048d19", activities},
		{"a list", "PATCH", path, `{"sample_outdooractivities":[1]}`, nil, 400, "0x80048d19", activities},
		{"twice", "PATCH", path, `{"sample_outdooractivities":"1,1"}`, nil, 501, "NotCovered", "twice"},
		{"too many", "PATCH", path, `{"sample_outdooractivities":"` + many + `"}`, nil, 400, "0x80050222", "150"},
		{"order", "GET", "contacts?$orderby=" + activities, "", nil, 400, "0x80050224", "OrderBy"},
		{"bulk delete", "POST", "BulkDelete", bulkDeletion("contact", "", started, where(activities, "Equal", "System.String", "1")), nil, 501, "NotCovered", activities},
	})
}

// TestSelectionFilters has the rows of Microsoft's example.
func TestSelectionFilters(t *testing.T) {
	c := start(t, emulator.Options{})
	for name, selection := range map[string]string{
		"Wayne": "1,9", "Monte": "2", "Randal": "4", "Hiram": "2,3,8,9", "Barbara": "1,4,7", "Georgette": "4,5,9", "Verna": "2,4,9", "Marvin": "1,2,8,9",
	} {
		c.must(204, "POST", "contacts", fmt.Sprintf(`{"firstname":%q,"jobtitle":"sample","sample_outdooractivities":%q}`, name, selection))
	}
	c.must(204, "POST", "contacts", `{"firstname":"Nobody","jobtitle":"sample"}`)
	function := func(name, values string) string {
		return "Microsoft.Dynamics.CRM." + name + "(PropertyName='" + activities + "',PropertyValues=" + values + ")"
	}
	path := func(filter string) string {
		return "contacts?$select=firstname&$orderby=firstname&$filter=" + url.QueryEscape("jobtitle eq 'sample' and "+filter)
	}
	for filter, want := range map[string]string{
		function("ContainValues", "['2']"):            "Hiram Marvin Monte Verna",
		function("ContainValues", "['5','7']"):        "Barbara Georgette",
		function("DoesNotContainValues", "['2']"):     "Barbara Georgette Randal Wayne",
		function("In", "['2','9,1']"):                 "Monte Wayne",
		function("NotIn", "['2','1,9']"):              "Barbara Georgette Hiram Marvin Nobody Randal Verna",
		activities + " eq '1, 9'":                     "Wayne",
		activities + " eq null":                       "Nobody",
		activities + " ne null and firstname gt 'Mz'": "Randal Verna Wayne",
	} {
		var names []string
		for _, row := range c.must(200, "GET", path(filter), "").values(t) {
			names = append(names, row["firstname"].(string))
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	c.refuses([]refused{
		{"no number", "GET", path(function("ContainValues", "['Hiking']")), "", nil, 400, "0x80060888", "'Hiking'"},
		{"empty", "GET", path(activities + " eq ''"), "", nil, 501, "NotCovered", "empty selection"},
		{"one option", "GET", path("Microsoft.Dynamics.CRM.ContainValues(PropertyName='gendercode',PropertyValues=['1'])"), "", nil, 501, "NotCovered", "gendercode"},
		{"text function", "GET", path("contains(" + activities + ",'1')"), "", nil, 501, "NotCovered", "contains"},
		{"operator", "GET", path(activities + " gt '1'"), "", nil, 501, "NotCovered", "comparison"},
		{"the other way round", "GET", path("'1' eq " + activities), "", nil, 501, "NotCovered", "comparison"},
		{"another function", "GET", path(function("Between", "['1','2']")), "", nil, 501, "NotCovered", "Between"},
	})
}

func TestSelectionMetadata(t *testing.T) {
	c := start(t, emulator.Options{})
	const columns = "EntityDefinitions(LogicalName='contact')/Attributes"
	column := c.must(200, "GET", columns+"(LogicalName='"+activities+"')?$select=AttributeType,AttributeTypeName", "").json(t)
	if column["@odata.type"] != "#Microsoft.Dynamics.CRM.MultiSelectPicklistAttributeMetadata" || column["AttributeType"] != "Virtual" || fmt.Sprint(column["AttributeTypeName"]) != "map[Value:MultiSelectPicklistType]" {
		t.Errorf("the column %v", column)
	}
	list := string(c.must(200, "GET", columns+"/Microsoft.Dynamics.CRM.MultiSelectPicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options,OptionSetType)", "").body)
	for _, want := range []string{activities, `"Label":"Mountain Climbing"`, `"OptionSetType":"Picklist"`} {
		if !strings.Contains(list, want) {
			t.Errorf("no %s in %s", want, list)
		}
	}
	if !strings.Contains(string(c.must(200, "GET", "$metadata", "").body), `<Property Name="`+activities+`" Type="Edm.String" Unicode="false">`) {
		t.Error("$metadata has another type")
	}
	if rows := c.must(200, "GET", "stringmaps?$filter="+url.QueryEscape("attributename eq '"+activities+"'"), "").values(t); len(rows) != 9 {
		t.Errorf("%d rows of stringmaps", len(rows))
	}
}
