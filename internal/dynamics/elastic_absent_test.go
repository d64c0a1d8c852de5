package dynamics_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// An operation that names a row of a partition by its id alone is refused.
func TestNothingIsAbsentInAnotherPartition(t *testing.T) {
	elasticBubble(t, emulator.Options{Schema: sensorsOfAccounts(t)}, func(t *testing.T, e *environment) {
		e.run(t, sensorIn(t, "d1"), dynamics.Done)
		number := func(kind operation.Kind) operation.Operation {
			op := operation.Operation{Kind: kind, EntitySet: sensors, Row: byID(sensorID), Sequence: &operation.Sequence{Column: "contoso_value", Value: json.RawMessage("7")}}
			if kind == operation.Update {
				op.Data = json.RawMessage(`{"contoso_deviceid":"x"}`)
			}
			return op
		}
		related := operation.Operation{
			Kind: operation.Disassociate, EntitySet: "accounts", Row: byID(emulator.AccountID), NavigationProperty: "contoso_account_sensordatas",
			Related: operation.Reference{EntitySet: sensors, Row: byID(sensorID)},
		}
		before := e.snapshot(t)
		for name, op := range map[string]operation.Operation{
			"delete":               {Kind: operation.Delete, EntitySet: sensors, Row: byID(sensorID)},
			"delete for a user":    {Kind: operation.Delete, EntitySet: sensors, Row: byID(sensorID), Impersonate: operation.Impersonation{SystemUserID: emulator.AdminUserID}},
			"update":               {Kind: operation.Update, EntitySet: sensors, Row: byID(sensorID), Data: json.RawMessage(`{"contoso_value":2}`)},
			"delete in sequence":   number(operation.Delete),
			"update in sequence":   number(operation.Update),
			"disassociate, its id": related,
		} {
			t.Log(name)
			e.refused(t, op, "partition")
		}
		if after := e.snapshot(t); after != before {
			t.Errorf("rows changed\n%s\n%s", before, after)
		}
	})
}

// If the operation names the partition and the row is not in it, the row is gone.
func TestAbsentFromTheNamedPartition(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, sensorIn(t, "d1"), dynamics.Done)
		e.run(t, messageOperation(t, "d", `{"operation":"delete","entitySet":"contoso_sensordatas","key":{"contoso_sensordataid":"`+sensorID+`","partitionid":"d2"}}`), dynamics.Absent)
		e.refused(t, messageOperation(t, "u", `{"operation":"update","entitySet":"contoso_sensordatas","id":"`+sensorID+`","data":{"contoso_value":2,"partitionid":"d2"}}`), "404")
		e.run(t, messageOperation(t, "v", `{"operation":"update","entitySet":"contoso_sensordatas","id":"`+sensorID+`","data":{"contoso_value":2,"partitionid":"d1"}}`), dynamics.Done)
	})
}

// If the search finds the row in the partition of its id, the row is not elsewhere: the
// response to the delete counts, and the search was late.
func TestAbsentAndALateSearch(t *testing.T) {
	elasticBubble(t, emulator.Options{Elastic: emulator.Elastic{Late: true}}, func(t *testing.T, e *environment) {
		e.run(t, sensorIn(t, sensorID), dynamics.Done)
		remove := operation.Operation{Kind: operation.Delete, EntitySet: sensors, Row: byID(sensorID)}
		e.run(t, remove, dynamics.Done)
		e.run(t, remove, dynamics.Absent)
	})
}

// Without the definition, or the whole list, it is not known whether the row is gone.
func TestAbsentTakesADefinition(t *testing.T) {
	remove := operation.Operation{Kind: operation.Delete, EntitySet: sensors, Row: byID(sensorID)}
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Body: errorBody("0x80040220")})
		_, err := e.client.Run(t.Context(), remove)
		if dynamics.ClassOf(err) != operation.Misconfigured || dynamics.CodeOf(err) != "definitions" {
			t.Errorf("definitions refused: %v of class %s", err, dynamics.ClassOf(err))
		}
		e.run(t, remove, dynamics.Absent)
	})
	for _, body := range []string{`{}`, `[]`, `{"value":[],"@odata.nextLink":"x"}`} {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, operation.Operation{Kind: operation.Delete, EntitySet: sensors, Row: byID(noID)}, dynamics.Absent) // the request for the definition
			e.Fail(5, emulator.Fault{Method: http.MethodGet, Status: http.StatusOK, Body: body})
			_, err := e.client.Run(t.Context(), remove)
			if dynamics.ClassOf(err) != operation.Unavailable {
				t.Errorf("%s: %v of class %s, want unavailable", body, err, dynamics.ClassOf(err))
			}
		})
	}
}
