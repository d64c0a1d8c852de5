package dynamics_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// What names a row of a partition by its id alone is refused, whatever it does.
func TestNothingIsAbsentInAnotherPartition(t *testing.T) {
	elasticBubble(t, dynamicstest.Options{Schema: sensorsOfAccounts(t)}, func(t *testing.T, e *environment) {
		e.run(t, sensorIn(t, "d1"), dynamics.Done)
		number := func(kind dynamics.Kind) dynamics.Operation {
			op := dynamics.Operation{Kind: kind, EntitySet: sensors, Row: byID(sensorID), Sequence: &dynamics.Sequence{Column: "contoso_value", Value: json.RawMessage("7")}}
			if kind == dynamics.Update {
				op.Data = json.RawMessage(`{"contoso_deviceid":"x"}`)
			}
			return op
		}
		related := dynamics.Operation{
			Kind: dynamics.Disassociate, EntitySet: "accounts", Row: byID(dynamicstest.AccountID), NavigationProperty: "contoso_account_sensordatas",
			Related: dynamics.Reference{EntitySet: sensors, Row: byID(sensorID)},
		}
		before := e.snapshot(t)
		for name, op := range map[string]dynamics.Operation{
			"delete":               {Kind: dynamics.Delete, EntitySet: sensors, Row: byID(sensorID)},
			"delete for a user":    {Kind: dynamics.Delete, EntitySet: sensors, Row: byID(sensorID), Impersonate: dynamics.Impersonation{SystemUserID: dynamicstest.AdminUserID}},
			"update":               {Kind: dynamics.Update, EntitySet: sensors, Row: byID(sensorID), Data: json.RawMessage(`{"contoso_value":2}`)},
			"delete in sequence":   number(dynamics.Delete),
			"update in sequence":   number(dynamics.Update),
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

// A partition that is named, and in which the row is not, settles it.
func TestAbsentFromTheNamedPartition(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, sensorIn(t, "d1"), dynamics.Done)
		e.run(t, operation(t, "d", `{"operation":"delete","entitySet":"contoso_sensordatas","key":{"contoso_sensordataid":"`+sensorID+`","partitionid":"d2"}}`), dynamics.Absent)
		e.refused(t, operation(t, "u", `{"operation":"update","entitySet":"contoso_sensordatas","id":"`+sensorID+`","data":{"contoso_value":2,"partitionid":"d2"}}`), "404")
		e.run(t, operation(t, "v", `{"operation":"update","entitySet":"contoso_sensordatas","id":"`+sensorID+`","data":{"contoso_value":2,"partitionid":"d1"}}`), dynamics.Done)
	})
}

// A row that is found in the partition of its id is not elsewhere: the delete's own
// word counts, and the search was late.
func TestAbsentAndALateSearch(t *testing.T) {
	elasticBubble(t, dynamicstest.Options{Elastic: dynamicstest.Elastic{Late: true}}, func(t *testing.T, e *environment) {
		e.run(t, sensorIn(t, sensorID), dynamics.Done)
		remove := dynamics.Operation{Kind: dynamics.Delete, EntitySet: sensors, Row: byID(sensorID)}
		e.run(t, remove, dynamics.Done)
		e.run(t, remove, dynamics.Absent)
	})
}

// Without the definition, or the whole list, nobody says that the row is gone.
func TestAbsentTakesADefinition(t *testing.T) {
	remove := dynamics.Operation{Kind: dynamics.Delete, EntitySet: sensors, Row: byID(sensorID)}
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, dynamicstest.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Body: errorBody("0x80040220")})
		_, err := e.client.Run(t.Context(), remove)
		if dynamics.ClassOf(err) != dynamics.Misconfigured || dynamics.CodeOf(err) != "definitions" {
			t.Errorf("definitions refused: %v of class %s", err, dynamics.ClassOf(err))
		}
		e.run(t, remove, dynamics.Absent)
	})
	for _, body := range []string{`{}`, `[]`, `{"value":[],"@odata.nextLink":"x"}`} {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, dynamics.Operation{Kind: dynamics.Delete, EntitySet: sensors, Row: byID(noID)}, dynamics.Absent) // reads the definition
			e.Fail(5, dynamicstest.Fault{Method: http.MethodGet, Status: http.StatusOK, Body: body})
			_, err := e.client.Run(t.Context(), remove)
			if dynamics.ClassOf(err) != dynamics.Unavailable {
				t.Errorf("%s: %v of class %s, want unavailable", body, err, dynamics.ClassOf(err))
			}
		})
	}
}
