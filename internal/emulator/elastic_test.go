package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

const sensors = "contoso_sensordatas"

// values returns the values of all sensors, in the order of their creation.
func (c *client) sensorValues(query string) string {
	c.Helper()
	var list []string
	for _, row := range c.must(200, "GET", sensors+query, "").values(c) {
		list = append(list, fmt.Sprint(row["contoso_value"]))
	}
	return strings.Join(list, ",")
}

// The primary key and the partition identify a row together.
func TestPartitions(t *testing.T) {
	c := start(t, emulator.Options{})
	at := func(partition string) string {
		return sensors + "(contoso_sensordataid=" + rowID(1) + ",partitionid='" + partition + "')"
	}
	r := c.must(204, "POST", sensors, `{"contoso_sensordataid":"`+rowID(1)+`","contoso_value":1,"ttlinseconds":60}`)
	if r.header.Get("x-ms-session-token") == "" || r.created() != rowID(1) {
		t.Errorf("headers %v", r.header)
	}
	c.must(204, "POST", sensors, `{"contoso_sensordataid":"`+rowID(1)+`","contoso_value":2,"partitionid":"d1"}`)
	c.must(204, "PATCH", at("d2"), `{"contoso_value":3}`)
	c.must(204, "PATCH", sensors+"("+rowID(1)+")?partitionId=ignored", `{"contoso_value":4,"partitionid":"d3"}`)
	if got := c.sensorValues(""); got != "1,2,3,4" {
		t.Errorf("values %s", got)
	}
	if got := c.sensorValues("?partitionId=d2") + c.sensorValues("?partitionId='d3'"); got != "34" {
		t.Errorf("values %s", got)
	}
	for path, want := range map[string]string{
		sensors + "(" + rowID(1) + ")": "1", sensors + "(" + rowID(1) + ")?partitionId=d1": "2", at("d2"): "3", at(rowID(1)): "1",
	} {
		row := c.must(200, "GET", path, "", "MSCRM.SessionToken", "240:8#1#7=-1").json(t)
		if row["contoso_value"] != json.Number(want) {
			t.Errorf("%s: %v, want %s", path, row["contoso_value"], want)
		}
	}
	if r := c.must(204, "DELETE", sensors+"("+rowID(1)+")?partitionId=d1", ""); r.header.Get("x-ms-session-token") != "" {
		t.Errorf("a deletion's headers %v", r.header)
	}
	c.must(204, "DELETE", at("d2"), "")
	if got := c.sensorValues(""); got != "1,4" {
		t.Errorf("values %s", got)
	}
	c.refuses([]refused{
		{"taken", "", sensors, `{"contoso_sensordataid":"` + rowID(1) + `","partitionid":"d3"}`, nil, 409, "409", "matching key values"},
		{"another partition", "GET", sensors + "(" + rowID(1) + ")?partitionId=d9", "", nil, 404, "404", "contoso_sensordata With Id"},
		{"the column in another case", "GET", strings.Replace(at("d3"), "partitionid", "partitionId", 1), "", nil, 400, "0x80060890", "not valid for resource"},
		{"without quotes", "GET", strings.ReplaceAll(at("d3"), "'", ""), "", nil, 400, "0x80060890", "not valid for resource"},
		{"update of what is not there", "PATCH", at("d9"), "{}", []string{"If-Match", "*"}, 404, "404", "contoso_sensordata With Id"},
	})
}

// An upsert replaces the row, an update does not.
func TestElasticUpsertReplaces(t *testing.T) {
	c := start(t, emulator.Options{})
	path := sensors + "(contoso_sensordataid=" + rowID(1) + ",partitionid='d1')"
	read := func() string {
		row := c.must(200, "GET", path, "").json(t)
		return fmt.Sprintf("%v %v %v %t %t", row["contoso_value"], row["contoso_sensortype"], row["partitionid"], row["_ownerid_value"] != nil, row["createdon"] != nil)
	}
	c.must(204, "PATCH", path, `{"contoso_value":1,"contoso_sensortype":"Humidity"}`)
	for _, tt := range []struct{ method, path, body, ifMatch, want string }{
		{"PATCH", path, `{"contoso_value":2,"partitionid":"other"}`, "*", "2 Humidity d1 true true"},
		{"PATCH", path, `{"contoso_value":3}`, "", "3 <nil> d1 true true"},
		{"POST", sensors + "/" + crm + "UpdateMultiple", targets("contoso_sensordata", `"contoso_sensordataid":"`+rowID(1)+`","partitionid":"d1","contoso_sensortype":"x"`), "", "3 x d1 true true"},
		{"POST", sensors + "/" + crm + "UpsertMultiple", targets("contoso_sensordata", `"contoso_sensordataid":"`+rowID(1)+`","partitionid":"d1","contoso_value":4`), "", "4 <nil> d1 true true"},
	} {
		var header []string
		if tt.ifMatch != "" {
			header = []string{"If-Match", tt.ifMatch}
		}
		if r := c.must(204, tt.method, tt.path, tt.body, header...); r.header.Get("x-ms-session-token") == "" {
			t.Errorf("%s %s: headers %v", tt.method, tt.path, r.header)
		}
		if got := read(); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.method, tt.body, got, tt.want)
		}
	}
}

// Some of many rows of an elastic table can fail. A client can ask which rows failed.
func TestElasticPartialSuccess(t *testing.T) {
	c := start(t, emulator.Options{})
	row := func(n int, more string) string {
		return fmt.Sprintf(`"contoso_sensordataid":"%s","partitionid":"d","contoso_value":%d%s`, rowID(n), n, more)
	}
	const details = "@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails"
	message := func(name string) string { return sensors + "/" + crm + name }
	c.must(200, "POST", message("CreateMultiple"), targets("contoso_sensordata", row(1, "")))
	r := c.must(409, "POST", message("CreateMultiple"), targets("contoso_sensordata", row(2, ""), row(1, ""), row(3, "")))
	if code, text := r.refusal(); code != "409" || text != "Cannot insert duplicate key." || strings.Contains(string(r.body), "BulkApi") {
		t.Errorf("%s", r.body)
	}
	for _, prefer := range []string{`odata.include-annotations="*"`, "odata.include-annotations=Microsoft.PowerApps.CDS.ErrorDetails.*"} {
		c.must(204, "POST", message("DeleteMultiple"), targets("contoso_sensordata", row(2, ""), row(3, "")))
		r = c.must(409, "POST", message("CreateMultiple"), targets("contoso_sensordata", row(2, ""), row(1, ""), row(3, "")), "Prefer", prefer)
		text, _ := r.json(t)["error"].(map[string]any)[details].(string)
		var list []struct {
			RequestIndex int
			ID           string `json:"Id"`
			StatusCode   int
		}
		if err := json.Unmarshal([]byte(text), &list); err != nil || fmt.Sprint(list) != fmt.Sprintf("[{0 %s 201} {1  409} {2 %s 201}]", rowID(2), rowID(3)) {
			t.Errorf("%s: %v, %v in %s", prefer, list, err, r.body)
		}
	}
	if got := c.sensorValues(""); got != "1,2,3" {
		t.Errorf("values %s", got)
	}
	r = c.must(404, "POST", message("UpdateMultiple"), targets("contoso_sensordata", row(9, ""), `"contoso_value":10,"contoso_sensordataid":"`+rowID(1)+`","partitionid":"d"`))
	if got := c.sensorValues(""); got != "10,2,3" {
		t.Errorf("values %s after %s", got, r.body)
	}
	before := c.snapshot()
	c.refuses([]refused{ // the request itself is wrong, so nothing is done
		{"column", "", message("CreateMultiple"), targets("contoso_sensordata", row(7, ""), row(8, `,"nothing":1`)), nil, 400, "0x80048d19", "'nothing'"},
		{"too many", "", message("CreateMultiple"), targets("contoso_sensordata", make([]string, 101)...), nil, 501, "NotCovered", "more than 100 records"},
		{"deletion of nothing in particular", "", message("DeleteMultiple"), targets("contoso_sensordata", ""), nil, 501, "NotCovered", "contoso_sensordataid"},
	})
	if after := c.snapshot(); after != before {
		t.Errorf("rows changed\n%s\n%s", before, after)
	}
	// In a change set, a request that fails in part fails the change set, and nothing is
	// undone.
	parts := c.batch([]string{changeSet(inChangeSet("1", "POST", message("CreateMultiple"), targets("contoso_sensordata", row(7, ""), row(1, ""))))}).mustParts(t, 1)
	if got := statuses(parts); got != "[1:409]" || c.sensorValues("") != "10,2,3,7" {
		t.Errorf("%s, and values %s", got, c.sensorValues(""))
	}
}
