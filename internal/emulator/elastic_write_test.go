package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// A change set undoes its operations on standard tables only.
func TestChangeSetLeavesElasticRows(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "POST", sensors, `{"contoso_sensordataid":"`+rowID(1)+`","contoso_value":1}`)
	before := c.must(200, "GET", onAccount()+"?$select=name", "").json(t)["name"]
	parts := c.batch([]string{changeSet(
		inChangeSet("1", "POST", sensors, `{"contoso_value":2}`),
		inChangeSet("2", "PATCH", onAccount(), `{"name":"changed"}`),
		inChangeSet("3", "DELETE", sensors+"("+rowID(1)+")", ""),
		inChangeSet("4", "PATCH", "accounts("+rowID(9)+")", `{"nothing":1}`),
	)}).mustParts(t, 1)
	if got := statuses(parts); got != "[4:400]" {
		t.Errorf("statuses %s", got)
	}
	if got := c.sensorValues(""); got != "2" {
		t.Errorf("values %q, want 2: elastic rows stay as they are", got)
	}
	if after := c.must(200, "GET", onAccount()+"?$select=name", "").json(t)["name"]; after != before {
		t.Errorf("the account's name is %v, want %v", after, before)
	}
}

// The names of a partition that a body and a URL may have.
func TestPartitionNames(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "POST", sensors, `{"partitionid":"`+strings.Repeat("é", 512)+`"}`)
	var all []refused
	for _, name := range append(strings.Split(`/ < > * % & : \\ ? +`, " "), strings.Repeat("é", 512)+"x") {
		all = append(all, refused{name, "", sensors, `{"partitionid":"` + name + `"}`, nil, 400, "0x80040203", "partitionid"})
	}
	c.refuses(all)
}

// The query does not name the partition of a PATCH or a POST.
func TestPartitionOfAWrite(t *testing.T) {
	c := start(t, emulator.Options{})
	c.must(204, "POST", sensors+"?partitionId=d1", `{"contoso_sensordataid":"`+rowID(1)+`"}`)
	c.must(200, "GET", sensors+"("+rowID(1)+")", "")
	c.must(404, "PATCH", sensors+"("+rowID(2)+")?partitionId=d1", "{}", "If-Match", "*")
	c.must(204, "PATCH", sensors+"("+rowID(2)+")", `{"partitionid":"d1"}`)
	for _, method := range []string{"GET", "DELETE"} {
		c.must(404, method, sensors+"("+rowID(2)+")", "")
	}
	c.must(404, "PATCH", sensors+"("+rowID(2)+")", `{"contoso_value":1}`, "If-Match", "*")
	c.must(204, "PATCH", sensors+"("+rowID(2)+")", `{"contoso_value":1,"partitionid":"d1"}`, "If-Match", "*")
	c.must(204, "DELETE", sensors+"("+rowID(2)+")?partitionId=d1", "")
}

// Every elastic table has the same single key.
func TestPartitionKeyIsDefined(t *testing.T) {
	c := start(t, emulator.Options{})
	keys := c.must(200, "GET", "EntityDefinitions(LogicalName='contoso_sensordata')/Keys?$select=SchemaName,KeyAttributes,EntityKeyIndexStatus", "").values(t)
	if len(keys) != 1 || keys[0]["SchemaName"] != "KeyForNoSqlEntityWithPKPartitionId" || keys[0]["EntityKeyIndexStatus"] != "Active" ||
		fmt.Sprint(keys[0]["KeyAttributes"]) != "[contoso_sensordataid partitionid]" {
		t.Errorf("keys %v", keys)
	}
	for what, edit := range map[string]func(map[string]any){
		"alternate key": func(m map[string]any) {
			for _, table := range m["tables"].([]any) {
				if table := table.(map[string]any); table["elastic"] == true {
					table["keys"] = []any{map[string]any{"name": "k", "columns": []any{"contoso_deviceid"}}}
				}
			}
		},
		"many-to-many": func(m map[string]any) {
			m["relationships"] = append(m["relationships"].([]any), map[string]any{"name": "n", "many": []any{"account", "contoso_sensordata"}, "navs": []any{"n", "n"}})
		},
	} {
		if _, err := emulator.New(emulator.Options{Schema: editedSchema(t, edit)}); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A row cannot be created together with a row of an elastic table.
func TestElasticDeepInsert(t *testing.T) {
	c := start(t, emulator.Options{Schema: editedSchema(t, withSensorsOfAccounts)})
	c.refuses([]refused{
		{"along with it", "", sensors, `{"contoso_accountid":{"name":"x"}}`, nil, 400, "0x80040265", "Cannot create related entities"},
		{"along with another", "", "accounts", `{"name":"x","contoso_account_sensordatas":[{"contoso_value":1}]}`, nil, 400, "0x80040265", "Cannot create related entities"},
	})
	c.must(204, "POST", sensors, `{"contoso_accountid@odata.bind":"`+onAccount()+`"}`)
}

// The choices that Microsoft leaves open for a create-only PATCH.
func TestElasticConflict(t *testing.T) {
	for conflict, want := range map[bool]int{false: 412, true: 409} {
		c := start(t, emulator.Options{Elastic: emulator.Elastic{Conflict: conflict}})
		path := sensors + "(" + rowID(1) + ")"
		c.must(204, "PATCH", path, `{"partitionid":"d1"}`, "If-None-Match", "*")
		c.must(want, "PATCH", path, `{"partitionid":"d1"}`, "If-None-Match", "*")
	}
}

// A read without the token of the last write may miss that write once.
func TestElasticLateReads(t *testing.T) {
	c := start(t, emulator.Options{Elastic: emulator.Elastic{Late: true}})
	path := sensors + "(" + rowID(1) + ")"
	token := c.must(204, "PATCH", path, `{"contoso_value":1}`).header.Get("x-ms-session-token")
	c.must(404, "GET", path, "")
	c.must(200, "GET", path, "")
	newer := c.must(204, "PATCH", path, `{"contoso_value":2}`).header.Get("x-ms-session-token")
	if got := c.must(200, "GET", path, "", "MSCRM.SessionToken", token).json(t)["contoso_value"]; fmt.Sprint(got) != "1" {
		t.Errorf("with an older token: %v, want 1", got)
	}
	c.must(204, "PATCH", path, `{"contoso_value":2}`)
	if got := c.must(200, "GET", path, "", "MSCRM.SessionToken", newer).json(t)["contoso_value"]; fmt.Sprint(got) != "2" {
		t.Errorf("with an older token: %v, want 2", got)
	}
	newest := c.must(204, "PATCH", path, `{"contoso_value":3}`).header.Get("x-ms-session-token")
	if got := c.must(200, "GET", path, "", "MSCRM.SessionToken", newest).json(t)["contoso_value"]; fmt.Sprint(got) != "3" {
		t.Errorf("with the token: %v, want 3", got)
	}
	c.must(204, "POST", sensors, `{"contoso_value":4}`)
	if got := c.sensorValues(""); got != "3" {
		t.Errorf("a list: %s, want 3", got)
	}
	if got := c.sensorValues(""); got != "3,4" {
		t.Errorf("the next list: %s, want 3,4", got)
	}
	c.must(204, "DELETE", path, "")
	c.must(200, "GET", path, "")
	c.must(404, "GET", path, "")
}

// A plug-in's error does not undo the row.
func TestElasticPlugIn(t *testing.T) {
	c := start(t, emulator.Options{})
	if err := c.SetFault("elastic-plug-in", 1); err != nil {
		t.Fatal(err)
	}
	c.must(204, "PATCH", onAccount(), `{"name":"x"}`)
	c.must(400, "POST", sensors, `{"contoso_value":7}`)
	if got := c.sensorValues(""); got != "7" {
		t.Errorf("values %q, want 7", got)
	}
	c.Server.Fail(1, emulator.Fault{Status: 400, Inner: true, Elastic: true, After: true})
	parts := c.batch([]string{changeSet(inChangeSet("1", "PATCH", onAccount(), `{"name":"y"}`), inChangeSet("2", "POST", sensors, `{"contoso_value":8}`))}).mustParts(t, 1)
	if got := statuses(parts) + c.sensorValues(""); got != "[2:400]7,8" {
		t.Errorf("%s", got)
	}
}
