package emulator_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"sns-dynamics/internal/emulator"
)

// The tables show which of them support messages for many rows.
func TestMessageFilters(t *testing.T) {
	c := start(t, emulator.Options{})
	for _, tt := range []struct {
		message, table string
		there          bool
	}{
		{"CreateMultiple", "account", true}, {"UpdateMultiple", "account", true}, {"createmultiple", "account", true},
		{"UpsertMultiple", "account", false}, {"DeleteMultiple", "account", false}, // documented: the table lacks the first and supports it all the same
		{"CreateMultiple", "annotation", false}, {"UpdateMultiple", "annotation", false}, {"CreateMultiple", "privilege", false},
		{"UpsertMultiple", "contoso_sensordata", true}, {"DeleteMultiple", "contoso_sensordata", true}, {"CreateMultiple", "nothing", false},
	} {
		filter := "sdkmessageid/name eq '" + tt.message + "' and primaryobjecttypecode eq '" + tt.table + "'"
		rows := c.must(200, "GET", "sdkmessagefilters?$select=sdkmessagefilterid&$filter="+url.QueryEscape(filter), "").values(t)
		if (len(rows) == 1) != tt.there || len(rows) > 1 {
			t.Errorf("%s of %s: %v", tt.message, tt.table, rows)
		}
	}
	if rows := c.must(200, "GET", "contacts?$filter="+url.QueryEscape("parentcustomerid_account/name eq 'contoso ltd'"), "").values(t); len(rows) != 1 {
		t.Errorf("contacts of an account by its name: %v", rows)
	}
}

func TestMetadataHasNoRowsOfItsOwn(t *testing.T) {
	c := start(t, emulator.Options{})
	row := c.must(200, "GET", "EntityDefinitions(LogicalName='contoso_sensordata')?$select=TableType,ObjectTypeCode", "").json(t)
	if row["TableType"] != "Elastic" || row["ObjectTypeCode"] != json.Number("10004") {
		t.Errorf("row %v", row)
	}
	c.refuses([]refused{
		{"a new filter", "", "sdkmessagefilters", "{}", nil, 501, "NotCovered", "POST of sdkmessagefilters"},
	})
	for _, set := range c.Tables() {
		if set == "sdkmessages" || set == "sdkmessagefilters" {
			t.Errorf("%s is among the tables with rows of their own", set)
		}
	}
}
