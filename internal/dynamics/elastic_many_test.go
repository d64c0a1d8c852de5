package dynamics_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// inPartition names a sensor by its id and partition.
func inPartition(kind operation.Kind, i int, data string) operation.Operation {
	return operation.Operation{Kind: kind, EntitySet: sensors, Data: json.RawMessage(data), Row: operation.Row{Key: []operation.KeyColumn{
		{Column: "contoso_sensordataid", Value: numbered(i), Quoted: true}, {Column: "partitionid", Value: "d1", Quoted: true},
	}}}
}

// Rows of partitions share bulk messages. Their targets have the partition.
func TestRunAllInPartitions(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, several(30, func(i int) operation.Operation {
			op := sensor(operation.Create, i)
			op.Data = json.RawMessage(`{"contoso_value":1,"partitionid":"d1"}`)
			return op
		}), done)
		e.runAll(t, several(30, func(i int) operation.Operation { return inPartition(operation.Create, i, `{"contoso_value":9}`) }), func(int) string { return "exists" })
		e.runAll(t, several(30, func(i int) operation.Operation { return inPartition(operation.Update, i, `{"contoso_deviceid":"x"}`) }), done)
		e.ForgetRequests()
		e.runAll(t, several(30, func(i int) operation.Operation { return inPartition(operation.Update, i, `{"contoso_value":2}`) }), done)
		if got := e.changes(); len(got) != 1 || !strings.HasSuffix(got[0], "UpdateMultiple") {
			t.Errorf("requests %v, want one of UpdateMultiple", got)
		}
		e.ForgetRequests()
		e.runAll(t, several(40, func(i int) operation.Operation { return inPartition(operation.Upsert, i, `{"contoso_value":3}`) }), done)
		if got := e.changes(); len(got) != 1 || !strings.HasSuffix(got[0], "UpsertMultiple") {
			t.Errorf("requests %v, want one of UpsertMultiple", got)
		}
		rows, err := e.Rows(sensors)
		if err != nil || len(rows) != 40 {
			t.Fatalf("%d rows, %v, want 40", len(rows), err)
		}
		for i := range 40 {
			if row := e.row(t, sensors, "contoso_sensordataid", numbered(i)); row["partitionid"] != "d1" || row["contoso_value"] != 3.0 || row["contoso_deviceid"] != nil {
				t.Errorf("sensor %d: %v", i, row)
			}
		}
		e.runAll(t, several(30, func(i int) operation.Operation { return inPartition(operation.Delete, i, "") }), done)
		if rows, err := e.Rows(sensors); err != nil || len(rows) != 10 {
			t.Errorf("%d rows, %v, want 10", len(rows), err)
		}
	})
}

// A key that only looks like the key of an elastic table goes alone.
func TestRunAllWithAKeyOfNoElasticTable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, several(3, func(i int) operation.Operation {
			op := inPartition(operation.Upsert, i, `{"lastname":"x"}`)
			op.EntitySet = "contacts"
			op.Row.Key[0].Column = "contactid"
			return op
		}), func(int) string { return "rejected" })
	})
}

// Two rows with one id are two rows. Their operations keep their order, because the client
// cannot tell whether they are one row.
func TestRunAllOfOneIDInTwoPartitions(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		var all []operation.Operation
		for i := range 6 {
			op := inPartition(operation.Upsert, 1, fmt.Sprintf(`{"contoso_value":%d}`, i))
			op.Row.Key[1].Value = fmt.Sprint("d", i%2)
			all = append(all, op)
		}
		e.runAll(t, all, done)
		rows, err := e.Rows(sensors)
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, %v, want 2", len(rows), err)
		}
		for i, text := range rows {
			if want := fmt.Sprintf(`"contoso_value":%d,`, 4+i); !strings.Contains(string(text), want) {
				t.Errorf("row %s, want %s", text, want)
			}
		}
	})
}

// A sequence reads and writes the row in its partition.
func TestSequenceInAPartition(t *testing.T) {
	for _, o := range []emulator.Elastic{{}, {Late: true}, {Conflict: true}} {
		elasticBubble(t, emulator.Options{Elastic: o}, func(t *testing.T, e *environment) {
			change := func(value int) operation.Operation {
				return operation.Operation{
					Kind: operation.Upsert, EntitySet: sensors, Row: byID(sensorID), Data: json.RawMessage(`{"contoso_deviceid":"x","partitionid":"d1"}`),
					Sequence: &operation.Sequence{Column: "contoso_value", Value: json.RawMessage(fmt.Sprint(value))},
				}
			}
			e.run(t, change(5), dynamics.Done)
			e.run(t, change(5), dynamics.Stale)
			e.run(t, change(6), dynamics.Done)
			e.run(t, change(4), dynamics.Stale)
			e.Fail(1, emulator.Fault{Method: "PATCH", Drop: true, After: true})
			if _, err := e.client.Run(t.Context(), change(7)); err != nil {
				t.Error(err)
			}
			if rows, err := e.Rows(sensors); err != nil || len(rows) != 1 || !strings.Contains(string(rows[0]), `"contoso_value":7,`) {
				t.Errorf("rows %s, %v", rows, err)
			}
		})
	}
}

// A later read sees a write that shared a $batch.
func TestTokensOfABundle(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.runAll(t, []operation.Operation{sensor(operation.Create, 1), updateContact()}, done)
		e.ForgetRequests()
		e.run(t, sensor(operation.Create, 1), dynamics.Exists)
		read := e.sent(emulator.Dataverse)[1]
		if read.Method != "GET" || len(read.Header["Mscrm.sessiontoken"]) != 1 {
			t.Errorf("%s %s: no session token in %v", read.Method, read.Target, read.Header)
		}
	})
}
