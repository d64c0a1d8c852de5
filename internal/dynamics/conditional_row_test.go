package dynamics_test

import (
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// TestConditionalInAPartition wants the row of the partition that the values name, although the
// partition itself is unchanged. Another row has the same id.
func TestConditionalInAPartition(t *testing.T) {
	for _, tt := range []struct {
		option string
		want   dynamics.Outcome
	}{{`"unchanged":"skip"`, dynamics.Unchanged}, {`"createOnly":["partitionid"]`, dynamics.Done}} {
		elasticBubble(t, emulator.Options{}, func(t *testing.T, e *environment) {
			message := func(id, operation, rest string) operation.Operation {
				return messageOperation(t, id, `{"operation":"`+operation+`","id":"`+sensorID+`",`+rest+`}`)
			}
			e.run(t, message("1", "create", `"entitySet":"contoso_sensordatas","data":{"contoso_value":1,"partitionid":"d1"}`), dynamics.Done)
			e.run(t, message("2", "create", `"entitySet":"contoso_sensordatas","data":{"contoso_value":9}`), dynamics.Done)
			op := message("3", "upsert", `"table":"contoso_sensordata","values":{"contoso_value":2,"partitionid":"d1"},`+tt.option)
			e.run(t, op, dynamics.Done)
			e.run(t, op, tt.want)
			rows := e.rowsOf(t, "contoso_sensordatas")
			for partition, value := range map[string]string{"d1": "2", sensorID: "9"} {
				if !slices.ContainsFunc(rows, func(row string) bool {
					return strings.Contains(row, `"partitionid":"`+partition+`"`) && strings.Contains(row, `"contoso_value":`+value+`,`)
				}) {
					t.Errorf("%s: rows %s, want the value %s in the partition %s", tt.option, rows, value, partition)
				}
			}
		})
	}
}

// TestSkipUnchangedOfAnotherTable writes a lookup that refers to a row of another table with
// the same id, alone and together with other messages.
func TestSkipUnchangedOfAnotherTable(t *testing.T) {
	const other = "acc00000-0000-4000-8000-000000000001"
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, messageOperation(t, "1", `{"operation":"create","entitySet":"contacts","id":"`+other+`","data":{"lastname":"B"}}`), dynamics.Done)
		id := map[string]string{"1": newID, "2": newID[:35] + "1"}
		refer := func(number, table string) operation.Operation {
			return messageOperation(t, number, `{"operation":"upsert","table":"contact","id":"`+id[number]+`","values":{"lastname":"N","parentcustomerid":{"`+table+`":"`+other+`"}},"unchanged":"skip"}`)
		}
		run := func(table string, want dynamics.Outcome) {
			t.Helper()
			for _, r := range e.client.RunAll(t.Context(), []operation.Operation{refer("1", table), refer("2", table)}) {
				if r.Err != nil || r.Result.Outcome != want {
					t.Errorf("%s: outcome %s, error %v, want %s", table, r.Result.Outcome, r.Err, want)
				}
			}
		}
		run("account", dynamics.Done)
		run("account", dynamics.Unchanged)
		run("contact", dynamics.Done)
		run("contact", dynamics.Unchanged)
		e.run(t, refer("1", "contact"), dynamics.Unchanged)
		e.run(t, refer("1", "account"), dynamics.Done)
	})
}

// TestValuesOfTheKey refuses values that name another row than the key.
func TestValuesOfTheKey(t *testing.T) {
	const account, other = "acc00000-0000-4000-8000-000000000001", "acc00000-0000-4000-8000-0000000000f1"
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, messageOperation(t, "1", `{"operation":"create","entitySet":"accounts","id":"`+other+`","data":{"name":"Other"}}`), dynamics.Done)
		for value, isRefused := range map[string]bool{
			`{"account":"` + account + `"}`: false, `{"account":{"name":"Contoso Ltd"}}`: false,
			`{"account":"` + other + `"}`: true, `{"account":{"name":"Other"}}`: true, `null`: true,
		} {
			op := messageOperation(t, "2", `{"operation":"upsert","table":"new_order","key":{"_new_accountid_value":"`+account+`","new_name":"Q"},"values":{"new_accountid":`+value+`}}`)
			_, err := e.client.Run(t.Context(), op)
			if got := err != nil && strings.HasSuffix(err.Error(), "/values/new_accountid: expected the value that /key has for this column, or no such column"); got != isRefused || !got && err != nil {
				t.Errorf("%s: %v", value, err)
			}
		}
	})
}
