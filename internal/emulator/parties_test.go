package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/emulator/schema"
)

// TestPartyLists has the columns of parties in definitions, and not in rows.
func TestPartyLists(t *testing.T) {
	c := start(t, emulator.Options{})
	to := c.must(200, "GET", "EntityDefinitions(LogicalName='email')/Attributes(LogicalName='to')?$select=LogicalName,AttributeType", "").json(t)
	if to["AttributeType"] != "PartyList" || to["@odata.type"] != "#Microsoft.Dynamics.CRM.LookupAttributeMetadata" {
		t.Errorf("%v", to)
	}
	text := string(c.must(200, "GET", "EntityDefinitions(LogicalName='appointment')/Attributes?$select=LogicalName,AttributeType", "").body)
	if n := strings.Count(text, `"PartyList"`); n != 3 {
		t.Errorf("%d lists of parties, want 3", n)
	}
	c.must(400, "GET", "emails?$select=to", "")
	c.must(400, "POST", "emails", `{"subject":"S","to":"x"}`)
}

// TestTableWithoutETags refuses an ETag, and takes a request without one.
func TestTableWithoutETags(t *testing.T) {
	text := strings.Replace(string(schema.Embedded()), `{"name": "sample_thing",`, `{"name": "sample_thing", "noETags": true,`, 1)
	c := start(t, emulator.Options{Schema: []byte(text)})
	table := c.must(200, "GET", "EntityDefinitions(LogicalName='sample_thing')?$select=IsOptimisticConcurrencyEnabled", "").json(t)
	if table["IsOptimisticConcurrencyEnabled"] != false {
		t.Errorf("%v", table)
	}
	const row = "sample_things(2fd1a6d3-7d55-8c3e-9a0b-6f8a4e1c9b70)"
	c.must(204, "PATCH", row, `{}`)
	for _, method := range []string{"PATCH", "DELETE"} {
		got := c.must(400, method, row, `{}`, "If-Match", `W/"1"`)
		if !strings.Contains(string(got.body), "0x8006088d") {
			t.Errorf("%s: %s", method, got.body)
		}
	}
	c.must(204, "PATCH", row, `{}`, "If-Match", "*")
	c.must(204, "DELETE", row, "")
}
