package dynamics_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// The keys that name a row by its id and partition, their form in a URL, and their
// identities.
func TestPartitionedKey(t *testing.T) {
	column := func(name, value string) operation.KeyColumn {
		return operation.KeyColumn{Column: name, Value: value, Quoted: true}
	}
	upper := strings.ToUpper(sensorID)
	for _, tt := range []struct {
		key        []operation.KeyColumn
		path       string
		isTheRowOf bool
	}{
		{[]operation.KeyColumn{column("new_xid", sensorID), column("partitionid", "it's")}, "new_xs(new_xid=" + sensorID + ",partitionid=%27it%27%27s%27)", true},
		{[]operation.KeyColumn{column("partitionid", "a b"), column("new_xid", upper)}, "new_xs(new_xid=" + upper + ",partitionid=%27a%20b%27)", true},
		{[]operation.KeyColumn{column("new_xid", "no guid"), column("partitionid", "d")}, "new_xs(new_xid='no%20guid',partitionid='d')", false},
		{[]operation.KeyColumn{column("new_xname", sensorID), column("partitionid", "d")}, "new_xs(new_xname='" + sensorID + "',partitionid='d')", false},
		{[]operation.KeyColumn{column("new_xid", sensorID), column("new_partitionid", "d")}, "new_xs(new_xid='" + sensorID + "',new_partitionid='d')", false},
		{[]operation.KeyColumn{column("new_xid", sensorID), {Column: "partitionid", Value: "1"}}, "new_xs(new_xid='" + sensorID + "',partitionid=1)", false},
		{[]operation.KeyColumn{column("new_xid", sensorID), column("partitionid", "d"), column("new_yid", sensorID)}, "new_xs(new_xid='" + sensorID + "',partitionid='d',new_yid='" + sensorID + "')", false},
		{[]operation.KeyColumn{column("partitionid", sensorID), column("partitionid", sensorID)}, "new_xs(partitionid='" + sensorID + "',partitionid='" + sensorID + "')", false},
		{[]operation.KeyColumn{column("new_xid", sensorID)}, "new_xs(new_xid='" + sensorID + "')", false},
	} {
		row := operation.Reference{EntitySet: "new_xs", Row: operation.Row{Key: tt.key}}
		if got := row.Path(); got != tt.path {
			t.Errorf("path %s, want %s", got, tt.path)
		}
		byID := operation.Reference{EntitySet: "new_xs", Row: byID(sensorID)}
		if got := row.Identity() == byID.Identity(); got != tt.isTheRowOf {
			t.Errorf("%s: the row of that id: %v, want %v", tt.path, got, tt.isTheRowOf)
		}
	}
}

// The read that confirms a create names the partition: by the query, or by the key if the
// name of the primary key is known.
func TestElasticConfirmingRead(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := operations(t, "01-elastic-create-twice.json")[0]
		for _, want := range []string{"GET " + sensors + "(" + sensorID + ")?partitionId=dev-1", "GET " + sensors + "(contoso_sensordataid=" + sensorID + ",partitionid=%27dev-1%27)"} {
			if _, err := e.client.Run(t.Context(), op); err != nil {
				t.Fatal(err)
			}
			e.ForgetRequests()
			e.run(t, op, dynamics.Exists)
			if got := e.targets(); len(got) < 2 || got[1] != want {
				t.Errorf("requests %q, want %s", got, want)
			}
			e.run(t, messageOperation(t, "d", `{"operation":"delete","entitySet":"contoso_sensordatas","id":"`+noID+`"}`), dynamics.Absent) // the request for the definition
		}
	})
}

// A read has the token of the last write. Without the token, the client looks for a missing
// row again.
func TestElasticReadsSeeTheLastWrite(t *testing.T) {
	elasticBubble(t, emulator.Options{Elastic: emulator.Elastic{Late: true}}, func(t *testing.T, e *environment) {
		for i, text := range []string{
			`{"operation":"create","entitySet":"contoso_sensordatas","data":{"contoso_value":1,"partitionid":"d1"}}`,
			`{"operation":"create","entitySet":"contoso_sensordatas","data":{"contoso_value":2}}`,
		} {
			op := messageOperation(t, fmt.Sprint(i), text)
			e.Fail(1, emulator.Fault{Method: http.MethodPatch, Drop: true, After: true})
			e.ForgetRequests()
			e.run(t, op, dynamics.Exists)
		}
		op := messageOperation(t, "3", `{"operation":"create","entitySet":"contoso_sensordatas","data":{"contoso_value":3}}`)
		e.run(t, op, dynamics.Done)
		e.ForgetRequests()
		e.run(t, op, dynamics.Exists)
		read := e.sent(emulator.Dataverse)[1]
		if token := read.Header["Mscrm.sessiontoken"]; len(token) != 1 || !strings.HasPrefix(token[0], "240:8#") {
			t.Errorf("%s %s: no session token in %v", read.Method, read.Target, read.Header)
		}
		if got := e.targets(); len(got) != 2 {
			t.Errorf("requests %q, want two: the token makes the first read see the row", got)
		}
	})
}

// A refusal says that a row exists, and the read does not find it. An elastic table has no
// other keys, so the read missed the row, or the row is gone. The create is tried again.
func TestElasticConflictWithoutARow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusConflict, Body: errorBody("409")})
		r := e.run(t, messageOperation(t, "m", `{"operation":"create","entitySet":"contoso_sensordatas","data":{"contoso_value":1,"partitionid":"d1"}}`), dynamics.Done)
		if r.Tries != 1 {
			t.Errorf("%d attempts, want 1: it is sent again at once", r.Tries)
		}
		// In a standard table the same refusal, if repeated, is about another row.
		e.Fail(2, emulator.Fault{Method: http.MethodPatch, Status: http.StatusConflict, Body: errorBody("409")})
		e.refused(t, createContact(newID), "409")
	})
}

// If the row is in another partition, the conflict is not about the row.
func TestElasticConflictAndAnotherPartition(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, sensorIn(t, "d2"), dynamics.Done)
		e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusConflict, Body: errorBody("409")})
		e.run(t, sensorIn(t, "d1"), dynamics.Done)
		e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusConflict, Body: errorBody("409")})
		r := e.run(t, operation.Operation{Kind: operation.Create, EntitySet: sensors, Row: byID(sensorID), Data: []byte(`{"contoso_value":1}`)}, dynamics.Done)
		if r.Tries != 1 {
			t.Errorf("%d attempts, want 1: it is sent again at once", r.Tries)
		}
	})
}

// Errors have the status as their code. A missing row is absent only if the table is one
// that returns such errors.
func TestBareStatuses(t *testing.T) {
	for _, code := range []string{"404", "0x194", "0x00000194"} {
		bubble(t, func(t *testing.T, e *environment) {
			missing := emulator.Fault{Method: http.MethodDelete, Status: http.StatusNotFound, Body: errorBody(code)}
			remove := operation.Operation{Kind: operation.Delete, EntitySet: sensors, Row: byID(noID)}
			e.Fail(1, missing)
			e.run(t, remove, dynamics.Absent)
			remove.EntitySet = "contacts"
			e.Fail(1, missing)
			e.refused(t, remove, "404")
		})
	}
	bubble(t, func(t *testing.T, e *environment) {
		if err := e.SetFault("elastic-429", 1); err != nil {
			t.Fatal(err)
		}
		if r := e.run(t, sensorIn(t, "d1"), dynamics.Done); r.Tries != 2 {
			t.Errorf("%d attempts, want 2", r.Tries)
		}
	})
}

// A plug-in's error comes after the row was written: the message is rejected. The same
// message succeeds when the plug-in accepts it.
func TestElasticPlugIn(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		if err := e.SetFault("elastic-plug-in", 1); err != nil {
			t.Fatal(err)
		}
		op := operations(t, "01-elastic-create-twice.json")[0]
		e.refused(t, op, "0x80040265")
		e.run(t, op, dynamics.Exists)
	})
}
