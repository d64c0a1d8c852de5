package dynamics_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// lateBubble has two containers, of which the other made the last write: a read of
// the first misses that once.
func lateBubble(t *testing.T, test func(t *testing.T, e *environment, other *dynamics.Client)) {
	t.Helper()
	elasticBubble(t, dynamicstest.Options{Elastic: dynamicstest.Elastic{Late: true}}, func(t *testing.T, e *environment) {
		other := e.newClient(t, dynamicstest.ClientSecret)
		test(t, e, other)
	})
}

func runBy(t *testing.T, c *dynamics.Client, op dynamics.Operation) {
	t.Helper()
	if _, err := c.Run(t.Context(), op); err != nil {
		t.Fatal(err)
	}
}

// A change in sequence finds the row that another container made just now.
func TestSequenceAndALateRead(t *testing.T) {
	number := &dynamics.Sequence{Column: "contoso_value", Value: json.RawMessage("7")}
	inPartition := sensorIn(t, "d1").Row
	for name, tt := range map[string]struct {
		made, change dynamics.Operation
	}{
		"delete by key":  {sensorIn(t, "d1"), dynamics.Operation{Kind: dynamics.Delete, Row: inPartition}},
		"delete by id":   {sensorIn(t, sensorID), dynamics.Operation{Kind: dynamics.Delete, Row: byID(sensorID)}},
		"update by key":  {sensorIn(t, "d1"), dynamics.Operation{Kind: dynamics.Update, Row: inPartition, Data: json.RawMessage(`{"contoso_deviceid":"x"}`)}},
		"update by id":   {sensorIn(t, sensorID), dynamics.Operation{Kind: dynamics.Update, Row: byID(sensorID), Data: json.RawMessage(`{"contoso_deviceid":"x"}`)}},
		"update by data": {sensorIn(t, "d1"), dynamics.Operation{Kind: dynamics.Update, Row: byID(sensorID), Data: json.RawMessage(`{"partitionid":"d1"}`)}},
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

// The search over all partitions is made twice before it says that there is none.
func TestLateSearch(t *testing.T) {
	lateBubble(t, func(t *testing.T, e *environment, other *dynamics.Client) {
		e.run(t, dynamics.Operation{Kind: dynamics.Delete, EntitySet: sensors, Row: byID(noID)}, dynamics.Absent) // reads the definition
		runBy(t, other, sensorIn(t, "d1"))
		e.refused(t, dynamics.Operation{Kind: dynamics.Delete, EntitySet: sensors, Row: byID(sensorID)}, "partition")
	})
}

// A row that no read by its address finds is found by the search.
func TestElasticCreateConfirmedBySearch(t *testing.T) {
	for _, partition := range []string{"d1", sensorID} {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, sensorIn(t, "d2"), dynamics.Done)
			e.run(t, sensorIn(t, partition), dynamics.Done)
			e.run(t, dynamics.Operation{Kind: dynamics.Delete, EntitySet: sensors, Row: byID(noID)}, dynamics.Absent) // reads the definition
			e.Fail(2, dynamicstest.Fault{Method: http.MethodGet, Status: http.StatusNotFound, Body: errorBody("404")})
			e.ForgetRequests()
			if r := e.run(t, sensorIn(t, partition), dynamics.Exists); r.Tries != 1 || len(e.writes()) != 1 {
				t.Errorf("%d tries, %d creates sent, want 1: it is not sent again to find out", r.Tries, len(e.writes()))
			}
		})
	}
}

// Two upserts of a new row at once: the one that lost finds a row to replace.
func TestElasticUpsertThatLostTheRace(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, dynamicstest.Fault{Method: http.MethodPatch, Status: http.StatusConflict, Body: errorBody("409")})
		op := sensorIn(t, "d1")
		op.Kind = dynamics.Upsert
		e.run(t, op, dynamics.Done)
	})
}
