package dynamics_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

const (
	sensors  = "contoso_sensordatas"
	sensorID = "aaaaaaaa-0000-4000-8000-000000000002" // in the messages of testdata
)

// elasticBubble is bubble with an emulator with other options.
func elasticBubble(t *testing.T, o emulator.Options, test func(*testing.T, *environment)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		dataverse, err := emulator.New(o)
		if err != nil {
			t.Fatal(err)
		}
		e := &environment{Emulator: dataverse}
		e.client = e.newClient(t, emulator.ClientSecret)
		test(t, e)
	})
}

// messageOperation decodes a message like a delivery.
func messageOperation(t *testing.T, id, text string) operation.Operation {
	t.Helper()
	op, err := message.Envelope{TopicARN: "arn", MessageID: id, Published: time.UnixMilli(1), Message: text}.Operation()
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// operations are the messages of a file in testdata.
func operations(t *testing.T, name string) []operation.Operation {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "elastic", name))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Messages []json.RawMessage
		Message  json.RawMessage
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if file.Message != nil {
		file.Messages = append(file.Messages, file.Message)
	}
	var all []operation.Operation
	for i, m := range file.Messages {
		all = append(all, messageOperation(t, fmt.Sprint(i), string(m)))
	}
	return all
}

// sensorIn makes the row of testdata in a partition.
func sensorIn(t *testing.T, partition string) operation.Operation {
	t.Helper()
	return messageOperation(t, "in "+partition, `{"operation":"create","entitySet":"contoso_sensordatas","key":{"contoso_sensordataid":"`+sensorID+`","partitionid":"`+partition+`"},"data":{"contoso_value":1}}`)
}

// refused runs an operation that must be rejected with a code. It returns the error.
func (e *environment) refused(t *testing.T, op operation.Operation, code string) *dynamics.Error {
	t.Helper()
	r, err := e.client.Run(t.Context(), op)
	if err == nil || dynamics.ClassOf(err) != operation.Rejected || dynamics.CodeOf(err) != code {
		t.Fatalf("Run(%s %s) = %q, %v of class %s, code %q; want rejected, code %q", op.Kind, op.EntitySet, r.Outcome, err, dynamics.ClassOf(err), dynamics.CodeOf(err), code)
	}
	if advice := advice.For(dynamics.FailureOf(err)); advice == "" {
		t.Errorf("%v: no advice", err)
	}
	return wantError(t, err)
}

// targets returns the requests to Dataverse, by method and path.
func (e *environment) targets() []string {
	var all []string
	for _, r := range e.sent(emulator.Dataverse) {
		all = append(all, r.Method+" "+strings.TrimPrefix(r.Target, "/api/data/v9.2/"))
	}
	return all
}

// A create in a partition, delivered twice: the client reads the row in that partition.
func TestElasticCreateTwice(t *testing.T) {
	for _, conflict := range []bool{false, true} {
		elasticBubble(t, emulator.Options{Elastic: emulator.Elastic{Conflict: conflict}}, func(t *testing.T, e *environment) {
			all := operations(t, "01-elastic-create-twice.json")
			e.run(t, all[0], dynamics.Done)
			e.run(t, all[1], dynamics.Exists)
			derived := messageOperation(t, "m", `{"operation":"create","entitySet":"contoso_sensordatas","data":{"contoso_value":40,"partitionid":"d1"}}`)
			e.run(t, derived, dynamics.Done)
			e.run(t, derived, dynamics.Exists)
			rows, err := e.Rows(sensors)
			if err != nil || len(rows) != 2 {
				t.Errorf("%d rows, %v, want 2", len(rows), err)
			}
		})
	}
}

// A delete by id of a row in a partition does not count as a delete of a missing row.
func TestElasticDelete(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		all := operations(t, "02-elastic-delete.json")
		e.run(t, all[0], dynamics.Done)
		e.ForgetRequests()
		if err := e.refused(t, all[1], "partition"); !strings.Contains(err.Hint, "another partition") || strings.Contains(err.Error(), "dev-1") {
			t.Errorf("%v: want a hint without the partition's name", err)
		}
		want := []string{
			"DELETE contoso_sensordatas(" + sensorID + ")",
			"GET EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute,TableType&$filter=EntitySetName%20eq%20%27contoso_sensordatas%27",
			"GET contoso_sensordatas?$select=contoso_sensordataid,partitionid&$filter=contoso_sensordataid%20eq%20" + sensorID,
		}
		if got := e.targets(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("requests\n%q\nwant\n%q", got, want)
		}
		if e.row(t, sensors, "contoso_sensordataid", sensorID) == nil {
			t.Error("the row is gone")
		}
		byKey := messageOperation(t, "d", `{"operation":"delete","entitySet":"contoso_sensordatas","key":{"partitionid":"dev-1","contoso_sensordataid":"`+sensorID+`"}}`)
		e.run(t, byKey, dynamics.Done)
		e.run(t, byKey, dynamics.Absent)
		e.run(t, all[1], dynamics.Absent)
	})
}

// The documented key has the GUID without quotes.
func TestElasticKey(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, sensorIn(t, "dev-1"), dynamics.Done)
		e.ForgetRequests()
		e.run(t, operations(t, "03-elastic-key.json")[0], dynamics.Done)
		if got, want := e.targets()[0], "PATCH contoso_sensordatas(contoso_sensordataid="+sensorID+",partitionid=%27dev-1%27)"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if row := e.row(t, sensors, "contoso_sensordataid", sensorID); row["contoso_value"] != 43.0 {
			t.Errorf("row %v", row)
		}
	})
}

// A batch with an elastic table is refused before any part of it is sent.
func TestElasticBatch(t *testing.T) {
	elasticBubble(t, emulator.Options{Schema: sensorsOfAccounts(t)}, func(t *testing.T, e *environment) {
		join := operation.Operation{
			Kind: operation.Associate, EntitySet: "accounts", Row: byID(emulator.AccountID), NavigationProperty: "contoso_account_sensordatas",
			Related: operation.Reference{EntitySet: sensors, Row: byID(sensorID)},
		}
		for part, op := range map[string]operation.Operation{
			"/operations/0": operations(t, "04-elastic-batch.json")[0],
			"/operations/1": batchOf(renameContact("x"), join),
		} {
			e.ForgetRequests()
			err := e.refused(t, op, "elastic")
			if err.Part != part {
				t.Errorf("%v: part %s, want %s", err, err.Part, part)
			}
			for _, target := range e.targets() {
				if !strings.HasPrefix(target, "GET EntityDefinitions?") {
					t.Errorf("sent %s", target)
				}
			}
		}
		// If such a row were the proof of a batch, it would prove operations that did not
		// run.
		proof := messageOperation(t, "m", `{"operation":"batch","operations":[{"operation":"create","entitySet":"contoso_sensordatas","data":{"contoso_value":40}},{"operation":"create","entitySet":"accounts","data":{"name":"Trey Research"}}]}`)
		e.run(t, proof.Operations[0], dynamics.Done)
		e.refused(t, proof, "elastic")
	})
}

// An upsert replaces the whole row, an update does not.
func TestElasticUpsertReplaces(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		all := operations(t, "05-elastic-upsert-replaces.json")
		e.run(t, all[0], dynamics.Done)
		update := all[1]
		update.Kind = operation.Update
		e.run(t, update, dynamics.Done)
		if row := e.row(t, sensors, "contoso_sensordataid", sensorID); row["contoso_deviceid"] != "dev-1" || row["contoso_value"] != 50.0 {
			t.Errorf("after the update %v", row)
		}
		e.run(t, all[1], dynamics.Done)
		if row := e.row(t, sensors, "contoso_sensordataid", sensorID); row["contoso_deviceid"] != nil || row["contoso_value"] != 50.0 {
			t.Errorf("after the upsert %v", row)
		}
	})
}

// sensorsOfAccounts is the schema in which sensors have a lookup to accounts.
func sensorsOfAccounts(t *testing.T) []byte {
	t.Helper()
	var schema map[string]any
	if err := json.Unmarshal(emulator.EmbeddedSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	schema["relationships"] = append(schema["relationships"].([]any), map[string]any{
		"name": "contoso_account_sensordatas", "from": "contoso_sensordata.contoso_accountid", "to": "account", "nav": "contoso_accountid", "collection": "contoso_account_sensordatas",
	})
	text, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
