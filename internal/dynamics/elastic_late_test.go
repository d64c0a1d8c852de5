package dynamics_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// lateBubble has two containers. The second made the last write, and one read of the first
// misses this write.
func lateBubble(t *testing.T, test func(t *testing.T, e *environment, other *dynamics.Client)) {
	t.Helper()
	elasticBubble(t, emulator.Options{Elastic: emulator.Elastic{Late: true}}, func(t *testing.T, e *environment) {
		other := e.newClient(t, emulator.ClientSecret)
		test(t, e, other)
	})
}

func runBy(t *testing.T, c *dynamics.Client, op operation.Operation) {
	t.Helper()
	if _, err := c.Run(t.Context(), op); err != nil {
		t.Fatal(err)
	}
}

// A sequenced change finds the row that another container has just made.
func TestSequenceAndALateRead(t *testing.T) {
	number := &operation.Sequence{Column: "contoso_value", Value: json.RawMessage("7")}
	inPartition := sensorIn(t, "d1").Row
	for name, tt := range map[string]struct {
		made, change operation.Operation
	}{
		"delete by key":  {sensorIn(t, "d1"), operation.Operation{Kind: operation.Delete, Row: inPartition}},
		"delete by id":   {sensorIn(t, sensorID), operation.Operation{Kind: operation.Delete, Row: byID(sensorID)}},
		"update by key":  {sensorIn(t, "d1"), operation.Operation{Kind: operation.Update, Row: inPartition, Data: json.RawMessage(`{"contoso_deviceid":"x"}`)}},
		"update by id":   {sensorIn(t, sensorID), operation.Operation{Kind: operation.Update, Row: byID(sensorID), Data: json.RawMessage(`{"contoso_deviceid":"x"}`)}},
		"update by data": {sensorIn(t, "d1"), operation.Operation{Kind: operation.Update, Row: byID(sensorID), Data: json.RawMessage(`{"partitionid":"d1"}`)}},
	} {
		t.Run(name, func(t *testing.T) {
			lateBubble(t, func(t *testing.T, e *environment, other *dynamics.Client) {
				runBy(t, other, tt.made)
				tt.change.EntitySet, tt.change.Sequence = sensors, number
				e.run(t, tt.change, dynamics.Done)
			})
		})
	}
}

// The search over all partitions runs twice before it says that there is no row.
func TestLateSearch(t *testing.T) {
	lateBubble(t, func(t *testing.T, e *environment, other *dynamics.Client) {
		e.run(t, operation.Operation{Kind: operation.Delete, EntitySet: sensors, Row: byID(noID)}, dynamics.Absent) // the request for the definition
		runBy(t, other, sensorIn(t, "d1"))
		e.refused(t, operation.Operation{Kind: operation.Delete, EntitySet: sensors, Row: byID(sensorID)}, "partition")
	})
}

// The search finds a row that no read by its address finds.
func TestElasticCreateConfirmedBySearch(t *testing.T) {
	for _, partition := range []string{"d1", sensorID} {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, sensorIn(t, "d2"), dynamics.Done)
			e.run(t, sensorIn(t, partition), dynamics.Done)
			e.run(t, operation.Operation{Kind: operation.Delete, EntitySet: sensors, Row: byID(noID)}, dynamics.Absent) // the request for the definition
			e.Fail(2, emulator.Fault{Method: http.MethodGet, Status: http.StatusNotFound, Body: errorBody("404")})
			e.ForgetRequests()
			if r := e.run(t, sensorIn(t, partition), dynamics.Exists); r.Tries != 1 || len(e.writes()) != 1 {
				t.Errorf("%d attempts, %d creates sent, want 1: it is not sent again to find out", r.Tries, len(e.writes()))
			}
		})
	}
}

// Two upserts of a new row race: the refused upsert finds a row to replace.
func TestElasticUpsertThatLostTheRace(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusConflict, Body: errorBody("409")})
		op := sensorIn(t, "d1")
		op.Kind = operation.Upsert
		e.run(t, op, dynamics.Done)
	})
}
