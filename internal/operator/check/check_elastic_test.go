package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/operator/check"
)

func TestCheckElasticTables(t *testing.T) {
	const (
		key    = `"key":{"contoso_sensordataid":"` + someID + `","partitionid":"dev-1"}`
		warned = "warning: /data: an upsert replaces the whole row of an elastic table: a column that is left out becomes empty"
	)
	sensor := func(name, operation, rest string, want ...string) checks {
		return checks{name, `{"operation":"` + operation + `","entitySet":"contoso_sensordatas",` + rest + `}`, want}
	}
	batch := func(name, operation string, want ...string) checks {
		return checks{name, `{"operation":"batch","operations":[{"operation":"delete","entitySet":"accounts","id":"` + someID + `"},` + operation + `]}`, want}
	}
	runChecks(t, []checks{
		sensor("update by id and partition", "update", key+`,"data":{"contoso_value":43}`),
		sensor("delete by id and partition", "delete", key),
		sensor("another column beside the partition", "delete", `"key":{"contoso_deviceid":"`+someID+`","partitionid":"dev-1"}`,
			"/key/contoso_deviceid: expected contoso_sensordataid, the primary key, beside partitionid"),
		sensor("an alternate key", "delete", `"key":{"contoso_deviceid":"x"}`,
			"/key: not an alternate key of contoso_sensordata, which has contoso_sensordataid with partitionid"),
		sensor("upsert by id", "upsert", `"id":"`+someID+`","data":{"contoso_value":43,"partitionid":"dev-1"}`, warned),
		sensor("upsert by id and partition", "upsert", key+`,"data":{"contoso_value":43}`, warned),
		sensor("upsert in sequence, which merges", "upsert", key+`,"data":{"contoso_deviceid":"x"},"sequence":{"column":"contoso_value","value":1}`,
			"warning: /sequence/column: keeps whole numbers up to 2147483647 only: a BigInt column keeps more"),
		sensor("create", "create", `"data":{"contoso_value":43,"partitionid":"dev-1"}`),
		batch("of an elastic table", `{"operation":"create","entitySet":"contoso_sensordatas","data":{"contoso_value":1}}`,
			"/operations/1/entitySet: an elastic table takes no part in a batch: publish the operation by itself"),
		batch("without", `{"operation":"create","entitySet":"accounts","data":{"name":"x"}}`),
		{"a table that only looks like one", `{"operation":"delete","entitySet":"contacts","key":{"contactid":"` + someID + `","partitionid":"dev-1"}}`,
			[]string{"/key/partitionid: no such column of contact"}},
	})
}

// Rows cannot be inserted together with a row of an elastic table, and an elastic row
// cannot be inserted so.
func TestCheckRowsAlongWithAnElasticTable(t *testing.T) {
	m := newEnvironment(t).read(t)
	m.Types["contoso_sensordata"].Lookups["contoso_accountid"] = check.Lookup{Target: "account"}
	m.Types["account"].Collections["contoso_account_sensordatas"] = "contoso_sensordata"
	for text, where := range map[string]string{
		`{"operation":"create","entitySet":"contoso_sensordatas","data":{"contoso_accountid":{"name":"x"}}}`:              "/data/contoso_accountid",
		`{"operation":"create","entitySet":"accounts","data":{"contoso_account_sensordatas":[{"contoso_deviceid":"x"}]}}`: "/data/contoso_account_sensordatas",
	} {
		want := []string{where + ": an elastic table takes no rows to insert along: publish each by itself"}
		if diff := cmp.Diff(want, problems(t, m, text)); diff != "" {
			t.Errorf("Check(%s) (-want +got):\n%s", text, diff)
		}
	}
}

// A user without the right to read definitions still learns which tables are elastic.
func TestElasticTablesWithoutDefinitions(t *testing.T) {
	e := newEnvironment(t)
	r, err := check.Read(t.Context(), newClient(t, refusing{e.Transport()}), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range r.Model.Types {
		if tt.Elastic != (name == "contoso_sensordata") {
			t.Errorf("%s: elastic %v", name, tt.Elastic)
		}
	}
}
