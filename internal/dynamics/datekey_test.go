package dynamics_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// datedOrders is the schema in which orders have keys with a date and with a time.
func datedOrders(t *testing.T) []byte {
	t.Helper()
	var schema map[string]any
	if err := json.Unmarshal(emulator.EmbeddedSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, table := range schema["tables"].([]any) {
		if table := table.(map[string]any); table["name"] == "new_order" {
			table["keys"] = append(table["keys"].([]any),
				map[string]any{"name": "Day", "columns": []string{"new_name", "new_duedate"}}, map[string]any{"name": "Time", "columns": []string{"new_orderedon"}})
		}
	}
	text, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const (
	orderOfADay = `{"operation":"upsert","entitySet":"new_orders","key":{"new_name":"EUR","new_duedate":"2026-11-21"},"data":{"new_taxrate":1.08}}`
	rowOfADay   = "new_orders(new_name=%27EUR%27,new_duedate=2026-11-21)"
)

// A date or a time in a key is sent without quotes, and a text that looks like one is sent
// with quotes. The client reads the definition of the column once.
func TestKeyWithADate(t *testing.T) {
	for name, tt := range map[string]struct {
		messages []string
		want     []string // without the requests for definitions
		asked    int      // the requests for definitions
	}{
		"a date": {[]string{orderOfADay, strings.Replace(orderOfADay, "1.08", "1.09", 1), `{"operation":"delete","entitySet":"new_orders","key":{"new_duedate":"2026-11-21","new_name":"EUR"}}`},
			[]string{"PATCH " + rowOfADay, "PATCH " + rowOfADay, "DELETE new_orders(new_duedate=2026-11-21,new_name=%27EUR%27)"}, 2},
		"a create": {[]string{strings.Replace(orderOfADay, "upsert", "create", 1), strings.Replace(orderOfADay, "upsert", "create", 1)},
			[]string{"PATCH " + rowOfADay, "PATCH " + rowOfADay, "GET " + rowOfADay, "GET WhoAmI()"}, 2},
		"a batch": {[]string{`{"operation":"batch","operations":[` + orderOfADay + `,{"operation":"create","entitySet":"accounts","data":{"name":"x"}}]}`},
			[]string{"POST $batch"}, 2 + 1},
		"a text": {[]string{`{"operation":"upsert","entitySet":"accounts","key":{"accountnumber":"2026-11-21"},"data":{"name":"x"}}`, `{"operation":"upsert","entitySet":"accounts","key":{"accountnumber":"2026-11-21"},"data":{"name":"y"}}`},
			[]string{"PATCH accounts(accountnumber=%272026-11-21%27)", "PATCH accounts(accountnumber=%272026-11-21%27)"}, 2},
		"a text of another form": {[]string{`{"operation":"upsert","entitySet":"accounts","key":{"accountnumber":"2026-11"},"data":{"name":"x"}}`},
			[]string{"PATCH accounts(accountnumber=%272026-11%27)"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			elasticBubble(t, emulator.Options{Schema: datedOrders(t)}, func(t *testing.T, e *environment) {
				for i, text := range tt.messages {
					op := messageOperation(t, "m", text)
					want := dynamics.Done
					if op.Kind == operation.Create && i > 0 {
						want = dynamics.Exists
					}
					e.run(t, op, want)
				}
				var got []string
				asked := 0
				for _, target := range e.targets() {
					if strings.HasPrefix(target, "GET EntityDefinitions") {
						asked++
					} else {
						got = append(got, strings.ReplaceAll(target, "'", "%27"))
					}
				}
				if strings.Join(got, "\n") != strings.Join(tt.want, "\n") || asked != tt.asked {
					t.Errorf("requests %q and %d for definitions, want %q and %d", got, asked, tt.want, tt.asked)
				}
			})
		})
	}
}

// A time contains colons. Microsoft documents that Dataverse does not find a row by a key
// with a colon. The client sends the time in the form of OData, and a refusal rejects the
// message.
func TestKeyWithATime(t *testing.T) {
	elasticBubble(t, emulator.Options{Schema: datedOrders(t)}, func(t *testing.T, e *environment) {
		e.refused(t, messageOperation(t, "m", `{"operation":"upsert","entitySet":"new_orders","key":{"new_orderedon":"2026-11-21T09:30:00Z"},"data":{"new_taxrate":1.08}}`), "key")
		if got, want := e.targets()[2], "PATCH new_orders(new_orderedon=2026-11-21T09%3A30%3A00Z)"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

// Concurrent messages with a date in a key go alone, and each finds its row.
func TestRunAllWithDatesInKeys(t *testing.T) {
	elasticBubble(t, emulator.Options{Schema: datedOrders(t)}, func(t *testing.T, e *environment) {
		e.runAll(t, several(4, func(i int) operation.Operation {
			return messageOperation(t, "m", strings.Replace(orderOfADay, "EUR", string(rune('A'+i)), 1))
		}), done)
		rows, err := e.Rows("new_orders")
		if err != nil || len(rows) != 4 {
			t.Errorf("%d rows, %v, want 4", len(rows), err)
		}
		if n := len(e.writes()); n != 4 {
			t.Errorf("%d writes %q, want one each: in a shared request the key has the wrong quotes", n, e.targets())
		}
	})
}

// Without the definition the client sends nothing: Dataverse would refuse a key in the
// wrong form, and the message would be rejected.
func TestKeyWithADateAndNoDefinition(t *testing.T) {
	for status, want := range map[int]operation.Class{503: operation.Unavailable, 403: operation.Misconfigured, 200: operation.Unavailable} {
		elasticBubble(t, emulator.Options{Schema: datedOrders(t)}, func(t *testing.T, e *environment) {
			e.run(t, messageOperation(t, "m", `{"operation":"batch","operations":[{"operation":"create","entitySet":"new_orders","data":{"new_taxrate":1}},{"operation":"create","entitySet":"accounts","data":{"name":"x"}}]}`), dynamics.Done)
			e.ForgetRequests()
			f := emulator.Fault{Method: http.MethodGet, Status: status}
			switch status {
			case http.StatusForbidden:
				f.Body = errorBody("0x80040220")
			case http.StatusOK:
				f.Body, f.Header = `{}`, http.Header{"Odata-Version": {"4.0"}, "Content-Type": {"application/json"}}
			}
			e.Fail(100, f)
			_, err := e.client.Run(t.Context(), messageOperation(t, "m", orderOfADay))
			checkClass(t, "no definition", err, want)
			if n := len(e.writes()); n != 0 {
				t.Errorf("%d: %d writes, want none", status, n)
			}
		})
	}
}
