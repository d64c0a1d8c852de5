package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestDefinitionFilters(t *testing.T) {
	c := start(t, emulator.Options{})
	const tables, columns = "EntityDefinitions?$select=LogicalName&$filter=", "EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName&$filter="
	for _, tt := range []struct {
		path  string
		count int
	}{
		{tables + "IsPrivate%20eq%20false%20and%20(SchemaName%20eq%20'Account'%20or%20SchemaName%20eq%20'SystemUser')", 2},
		{tables + "IsPrivate%20eq%20true", 0}, {tables + "ObjectTypeCode%20eq%201", 1}, {tables + "PrimaryNameAttribute%20eq%20'currencyname'", 1},
		{tables + "IsCustomEntity%20eq%20true%20and%20TableType%20ne%20'Standard'", 1},
		{columns + "AttributeType%20eq%20Microsoft.Dynamics.CRM.AttributeTypeCode'Picklist'", 7}, {columns + "AttributeType%20eq%20'State'", 1},
		{columns + "LogicalName%20eq%20'name'", 1}, {columns + "IsPrimaryName%20eq%20true", 1},
		{tables + "startswith(SchemaName,%20'new_')", 1}, {tables + "endswith(LogicalName,'close')%20or%20contains(EntitySetName,'SENSOR')", 4},
	} {
		if got := c.must(200, "GET", tt.path, "").values(t); len(got) != tt.count {
			t.Errorf("%s: %d, want %d", tt.path, len(got), tt.count)
		}
	}
	c.refuses([]refused{
		{"text of a label", "GET", tables + "startswith(DisplayName,'a')", "", nil, 501, "NotCovered", "DisplayName"},
		{"no text", "GET", tables + "startswith(SchemaName,null)", "", nil, 400, "0x80060888", "a text expected"},
		{"one text", "GET", tables + "startswith(SchemaName)", "", nil, 400, "0x80060888", "',' expected"},
		{"open", "GET", tables + "(LogicalName%20eq%20'a'", "", nil, 400, "0x80060888", "')' expected"},
		{"end", "GET", tables + "LogicalName%20eq", "", nil, 400, "0x80060888", "too early"},
		{"more", "GET", tables + "LogicalName%20eq%20'a'%20'b'", "", nil, 400, "0x80060888", "unexpected 'b'"},
		{"property", "GET", tables + "DisplayName%20eq%20'a'", "", nil, 501, "NotCovered", "DisplayName"},
	})
}
