package emulator_test

import (
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestConstructs wants the constructs of OData outside of $filter that the emulator lacks to be
// refused by their names, and values that an option does not have to be refused.
func TestConstructs(t *testing.T) {
	c := start(t, emulator.Options{})
	row := "accounts(" + emulator.AccountID + ")"
	query := func(option, value string) string { return "accounts?" + option + "=" + url.QueryEscape(value) }
	lacks := func(name, path, text string) refused {
		return refused{name, "GET", path, "", nil, 501, "NotCovered", text}
	}
	prefer := func(name, value, text string) refused {
		return refused{name, "GET", "accounts?$top=1", "", []string{"Prefer", value}, 501, "NotCovered", text}
	}
	c.refuses([]refused{
		lacks("order by a count", query("$orderby", "contact_customer_accounts/$count desc"), "'contact_customer_accounts/$count desc' in $orderby"),
		lacks("order by a path", query("$orderby", "primarycontactid/fullname"), "'primarycontactid/fullname' in $orderby"),
		lacks("order by a comparison", query("$orderby", "name eq 'a' desc"), "'name eq 'a' desc' in $orderby"),
		lacks("order by a function", query("$orderby", "name,concat(name,',b') asc"), "'concat(name,',b') asc' in $orderby"),
		{"order by no column", "GET", query("$orderby", "name,,revenue"), "", nil, 400, "0x80060888", "a column expected in 'name,,revenue'"},
		{"order by a comma", "GET", query("$orderby", "name,"), "", nil, 400, "0x80060888", "a column expected"},
		lacks("select a path", query("$select", "primarycontactid/fullname"), "'primarycontactid/fullname' in $select"),
		lacks("select with options", query("$select", "name($top=1,$skip=2)"), "'name($top=1,$skip=2)' in $select"),
		lacks("select an annotation", query("$select", "name,@Contoso.Note"), "'@Contoso.Note' in $select"),
		lacks("select all and one", query("$select", "*,name"), "'*' in $select"),
		lacks("expand a count", query("$expand", "contact_customer_accounts/$count"), "$expand of 'contact_customer_accounts/$count'"),
		lacks("expand all", query("$expand", "*"), "$expand of '*'"),
		lacks("expand a cast", query("$expand", "primarycontactid/Microsoft.Dynamics.CRM.contact"), "$expand of 'primarycontactid/"),
		lacks("select in expand", query("$expand", "primarycontactid($select=ownerid/ownerid)"), "'ownerid/ownerid' in $select"),
		{"count of no value", "GET", "accounts?$count", "", nil, 400, "0x80060888", "invalid value '' for $count"},
		{"count maybe", "GET", "accounts?$count=maybe", "", nil, 400, "0x80060888", "invalid value 'maybe' for $count"},
		{"count in capitals", "GET", "accounts?$count=TRUE", "", nil, 400, "0x80060888", "invalid value 'TRUE' for $count"},
		lacks("cross join", "$crossjoin(accounts,contacts)", "$crossjoin"),
		lacks("everything", "$all", "$all"),
		lacks("entity", "$entity?$id=accounts", "$entity"),
		lacks("filter segment", "accounts/$filter(revenue%20gt%205)", "$filter"),
		lacks("each", row+"/$each", "$each"),
		lacks("cast of a set", "accounts/Microsoft.Dynamics.CRM.account", "the cast to account"),
		lacks("cast of a row", row+"/Microsoft.Dynamics.CRM.account", "the cast to account"),
		lacks("alias as a key", "accounts(@id)?@id="+emulator.AccountID, "a parameter alias in a key (@id)"),
		prefer("return", "return=everything", "return=everything"),
		prefer("continue", "odata.continue-on-error=perhaps", "odata.continue-on-error=perhaps"),
		prefer("no annotations", `odata.include-annotations="-*"`, "leaves annotations out"),
		prefer("all but one", `odata.include-annotations="*, -OData.Community.Display.V1.FormattedValue"`, "leaves annotations out"),
		{"isolation", "GET", "accounts", "", []string{"OData-Isolation", "snapshot"}, 501, "NotCovered", "OData-Isolation"},
	})
	for _, path := range []string{"accounts?$count=false", query("$orderby", "name desc , revenue asc"), query("$select", "name, revenue"), query("$expand", "primarycontactid($select=fullname)")} {
		c.must(200, "GET", path, "")
	}
}

// TestMetadataFilterValues wants the other side of a condition on metadata to be a value, and an
// id to match in capitals, too.
func TestMetadataFilterValues(t *testing.T) {
	c := start(t, emulator.Options{})
	path := func(filter string) string {
		return "EntityDefinitions?$select=LogicalName&$filter=" + url.QueryEscape(filter)
	}
	id := c.must(200, "GET", path("LogicalName eq 'account'"), "").values(t)[0]["MetadataId"].(string)
	if rows := c.must(200, "GET", path("MetadataId eq "+strings.ToUpper(id)), "").values(t); len(rows) != 1 || rows[0]["LogicalName"] != "account" {
		t.Errorf("the table of %s: %v, want account", strings.ToUpper(id), rows)
	}
	c.refuses([]refused{
		{"two properties", "GET", path("LogicalName eq SchemaName"), "", nil, 501, "NotCovered", "the value 'SchemaName'"},
		{"a property alone", "GET", path("IsActivity"), "", nil, 501, "NotCovered", "the $filter of"},
	})
}
